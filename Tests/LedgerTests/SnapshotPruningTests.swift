import Decisions
import Foundation
import GRDB
import TestSupport
import Testing

@testable import Ledger

@Suite struct SnapshotPruningTests {
    /// A ledger with this many changes of one state, one a minute, and their texts.
    private func with(
        _ count: Int, instances: Int = 30, _ body: (Ledger, [[UInt8]]) async throws -> Void
    ) async throws {
        try await Machine.withDirectory { directory in
            let ledger = try await Ledger.open(directory + "/ledger.sqlite")
            var state = ChangingState(count: instances)
            var texts: [[UInt8]] = []
            for n in 0..<count {
                state.change(1 + n % 5)
                try await ledger.record(state.cycle(n))
                texts.append(state.text)
            }
            try await body(ledger, texts)
            await ledger.close()
        }
    }

    private let now = Given.start + .seconds(86_400)

    private func removed(_ verdicts: [SnapshotRetention.Verdict]) -> [Int64] {
        verdicts.filter { !$0.isKept }.map(\.id).sorted(by: >)
    }

    @Test func whatIsKeptStaysReadableAndTheDryRunIsTheTruth() async throws {
        try await with(200) { ledger, texts in
            let retention = SnapshotRetention(last: 5, hourly: 2, daily: 1)
            #expect(try await ledger.setLabel("before the change", of: 17))
            #expect(try await ledger.setLabel("gone", of: 18))
            #expect(try await ledger.setLabel(nil, of: 18))
            #expect(try await ledger.setLabel("x", of: 999) == false)
            let referred = [ReferredState(serial: 80, reason: "repair r-1")]
            let verdicts = try await ledger.verdicts(of: "s", retention, referred: referred, now: now)
            let pruning = try await ledger.prune("s", retention, referred: referred, now: now)
            #expect(pruning.removed == removed(verdicts) && pruning.stuck.isEmpty)
            let left = try await ledger.snapshots(of: "s", limit: 1000).map(\.id)
            // The start is at minute 0 of an hour: 180 is in the last hour, 179 ends the one before it.
            #expect(left == [200, 199, 198, 197, 196, 180, 79, 17], "\(left)")
            for id in left {
                #expect(try await ledger.body(of: id) == texts[Int(id) - 1], "\(id)")
                #expect(try await ledger.snapshot(id)?.addresses.count == 30)
            }
            let reasons = Dictionary(uniqueKeysWithValues: verdicts.map { ($0.id, $0.reasons) })
            #expect(reasons[17] == ["label before the change"] && reasons[79] == ["repair r-1"])
            #expect(reasons[200] == ["believed", "last", "hourly", "daily"])
            #expect(try await ledger.prune("s", retention, referred: referred, now: now) == Pruning())
            #expect(try await ledger.read { try String.fetchOne($0, sql: "PRAGMA integrity_check") } == "ok")
            #expect(
                try await ledger.read { try Row.fetchAll($0, sql: "PRAGMA foreign_key_check").count } == 0)
            // The next state is stored as before.
            var state = ChangingState(count: 30)
            for _ in 0..<300 { state.change(1) }
            try await ledger.record(state.cycle(300))
            #expect(try await ledger.believedBody(of: "s") == state.text)
        }
    }

    @Test func whatTheArchiveLacksIsNotRemoved() async throws {
        try await with(20) { ledger, texts in
            let retention = SnapshotRetention(last: 2)
            try await ledger.enqueueCopies(to: "/archive")
            for id in [1, 2, 19, 20] as [Int64] { _ = try await ledger.copied(id) }
            let verdicts = try await ledger.verdicts(of: "s", retention, referred: [], now: now)
            let pruning = try await ledger.prune("s", retention, referred: [], now: now)
            #expect(pruning.removed == removed(verdicts))
            // The oldest one is kept while a count is not used up; it is used up here.
            #expect(pruning.removed == [2, 1])
            #expect(try await ledger.archiveStanding()?.waiting == 16)
            #expect(try await ledger.body(of: 3) == texts[2])
            _ = try await ledger.copied(10)
            #expect(try await ledger.prune("s", retention, referred: [], now: now).removed == [10])
        }
    }

    @Test func incidentsAndTheirRepairsKeepTheirSnapshots() async throws {
        try await with(40) { ledger, _ in
            // Opened in minute 10, and a repair between the serials 21 and 23.
            var incident = Given.incident("s-1")
            incident.openedAt = Given.start + .seconds(605)
            try await ledger.record(
                Given.cycle(40, opened: [incident], watch: Given.watch(incident), hasState: false))
            var action = IncidentAction(repair: "r-9", kind: "emergency-deploy", startedAt: "x")
            (action.serialBefore, action.serialAfter) = (21, 23)
            try await ledger.addAction(action, to: "s-1")
            func kept() async throws -> [Int64: [String]] {
                let verdicts = try await ledger.verdicts(of: "s", .init(last: 1), referred: [], now: now)
                return Dictionary(uniqueKeysWithValues: verdicts.filter(\.isKept).map { ($0.id, $0.reasons) })
            }
            let open = try await kept()
            #expect(
                open == [
                    40: ["believed", "last"], 11: ["incident s-1"], 20: ["repair r-9"], 22: ["repair r-9"],
                ], "\(open)")
            try await ledger.record(
                Given.cycle(41, closed: [(incident, .cleared)], hasState: false))
            #expect(try await kept().keys.sorted() == [20, 22, 40])
        }
    }

    /// Snapshots that come from an archive have higher ids than the newer ones that are there.
    @Test func timesAndNotIdsSayWhichSnapshotIsTheNewest() async throws {
        try await with(3) { ledger, _ in
            var incident = Given.incident("s-1")
            incident.openedAt = Given.start + .seconds(125)
            try await ledger.record(
                Given.cycle(3, opened: [incident], watch: Given.watch(incident), hasState: false))
            var old = ChangingState(count: 30, seed: 9)
            for minute in [-60, -50, -40] {
                old.change(1)
                let (believed, text) = old.believed()
                let isNew = try await ledger.add(
                    ArchivedSnapshot(
                        stack: "s", identity: believed.identity, addresses: believed.addresses, body: text,
                        takenAt: Given.start + .seconds(60 * minute)))
                #expect(isNew)
            }
            #expect(try await ledger.snapshots(of: "s", limit: 9).map(\.id) == [3, 2, 1, 6, 5, 4])
            #expect(try await ledger.snapshots(of: "s", limit: 2).map(\.id) == [3, 2])
            let seen = try await ledger.snapshots(
                of: "s", seenSince: Given.start + .seconds(-86_400), limit: 4)
            #expect(seen.map(\.id) == [6, 1, 2, 3])
            let verdicts = try await ledger.verdicts(of: "s", .init(), referred: [], now: now)
            #expect(verdicts.filter(\.isKept).map(\.id) == [3])
            #expect(verdicts.first?.reasons == ["believed", "incident s-1"])
        }
    }

    @Test func snapshotWithTheIdOfARemovedOneIsCopiedToo() async throws {
        try await with(3) { ledger, _ in
            var old = ChangingState(count: 30, seed: 9)
            let (believed, text) = old.believed()
            _ = try await ledger.add(
                ArchivedSnapshot(
                    stack: "s", identity: believed.identity, addresses: believed.addresses, body: text,
                    takenAt: Given.start + .seconds(-3600)))
            try await ledger.enqueueCopies(to: "/archive")
            for id in 1...4 { _ = try await ledger.copied(Int64(id)) }
            // Prepared before the pruning: id 4 is another snapshot when it is stored.
            let prepared = PreparedSnapshot.new(
                .init(
                    base: 4, baseHash: believed.identity.sha256, step: 1, size: 0, addressBytes: 0, bytes: [])
            )
            let other = SnapshotIdentity(lineage: "l", serial: 99, resources: 0, bytes: 0, sha256: "99")
            #expect(try await ledger.read { try prepared.isValid(for: other, "s", $0) })
            #expect(try await ledger.prune("s", .init(last: 1), referred: [], now: now).removed == [4, 2, 1])
            for _ in 0..<20 { old.change(1) }
            try await ledger.record(old.cycle(9))
            #expect(try await ledger.snapshots(of: "s").first?.id == 4)
            #expect(try await ledger.read { try !prepared.isValid(for: other, "s", $0) })
            try await ledger.enqueueCopies(to: "/archive")
            #expect(try await ledger.dueCopy(now: now)?.id == 4)
        }
    }

    /// Each removed one has a successor that is kept, and must be stored again.
    @Test func cyclesDoNotWaitForAPruning() async throws {
        try await with(40, instances: 400) { ledger, texts in
            for id in stride(from: 2, through: 40, by: 2) {
                _ = try await ledger.setLabel("kept", of: Int64(id))
            }
            let began = ContinuousClock.now
            let pruning = Task { try await ledger.prune("s", .init(last: 1), referred: [], now: now) }
            var longest = Duration.zero
            for _ in 0..<100_000 {
                let asked = ContinuousClock.now
                let left = try await ledger.read {
                    try Int.fetchOne($0, sql: "SELECT count(*) FROM snapshots") ?? 0
                }
                longest = max(longest, ContinuousClock.now - asked)
                if left == 20 { break }
                try await Task.sleep(for: .milliseconds(2))
            }
            let whole = ContinuousClock.now - began
            #expect(try await pruning.value.removed.count == 20)
            #expect(longest < whole / 2, "\(longest) of \(whole)")
            for id in stride(from: 2, through: 40, by: 2) {
                #expect(try await ledger.body(of: Int64(id)) == texts[id - 1], "\(id)")
            }
        }
    }

    @Test func damagedSnapshotKeepsWhatItNeedsAndStopsNothingElse() async throws {
        try await with(30) { ledger, texts in
            try await ledger.write { database in
                try database.execute(sql: "UPDATE snapshot_bodies SET body = x'00' WHERE snapshot = 30")
            }
            #expect(try await ledger.setLabel("whole", of: 20))
            let pruning = try await ledger.prune("s", .init(last: 1), referred: [], now: now)
            #expect(pruning.removed.count == 20 && pruning.stuck.contains(29), "\(pruning)")
            #expect(try await ledger.body(of: 20) == texts[19])
            #expect(try await ledger.snapshots(of: "s", limit: 99).count == 30 - pruning.removed.count)
        }
    }

    @Test func everySnapshotIsReadBackOnceAndDamageIsNamed() async throws {
        try await with(100) { ledger, texts in
            func readBack() async throws -> (whole: [Int64], damaged: [Int64: String]) {
                var found: (whole: [Int64], damaged: [Int64: String]) = ([], [:])
                try await ledger.readBack(of: nil) { snapshot, text in
                    switch text {
                    case .success(let text):
                        #expect(text == texts[Int(snapshot.id) - 1])
                        found.whole.append(snapshot.id)
                    case .failure(let fault): found.damaged[snapshot.id] = fault.description
                    }
                }
                return found
            }
            #expect(try await readBack().whole.sorted() == Array(1...100))
            try await ledger.write { database in
                try database.execute(sql: "UPDATE snapshots SET sha256 = '00' WHERE id = 1")
                try database.execute(sql: "UPDATE snapshot_bodies SET body = x'00' WHERE snapshot = 63")
            }
            let found = try await readBack()
            #expect(found.whole.sorted() == (2...62).map { $0 } + (65...100).map { $0 })
            #expect(found.damaged[1] == "its hash is another")
            #expect(found.damaged[64] == "snapshot 63, from which it was stored as a difference, is damaged")
            #expect(found.damaged.count == 3)
        }
    }

    /// The copies of `terrier impact` are kept as long as it says, and no longer.
    @Test func backupIsKeptForThirtyDays() async throws {
        try await with(3) { ledger, _ in
            func back(_ serial: Int, _ day: Int) async throws -> BackupLabel {
                let stored = try await ledger.snapshots(of: "s").first { Int($0.identity.serial) == serial }
                let snapshot = try #require(stored)
                let label = BackupLabel(at: now + .seconds(86_400 * day))
                let text = try #require(try await ledger.body(of: snapshot.id))
                _ = try await ledger.store(
                    BelievedState(identity: snapshot.identity, addresses: [], seen: now), text, of: "s",
                    origin: SnapshotOrigin(), label: label.text, at: now)
                return label
            }
            func labels() async throws -> [String?] { try await ledger.snapshots(of: "s").map(\.label) }
            func removed(_ day: Int) async throws -> [Int64] {
                try await ledger.prune(
                    "s", .init(last: 1), referred: [], now: now + .seconds(86_400 * day)
                ).removed
            }
            // The second is there without a label, and gets one each day; the first has a label of a person, too.
            #expect(try await ledger.setLabel("mine", of: 1))
            for day in [0, 2, 5] { _ = try await back(3, day) }
            let last = try await back(3, 4)
            #expect(last.text == "impact 2026-03-06" && last.end == "2026-04-05")
            _ = try await back(2, 0)
            #expect(Set(try await labels()) == [nil, "mine, impact 2026-03-02", "impact 2026-03-07"])
            #expect(try await removed(34) == [])
            #expect(try await removed(35) == [2])
            #expect(try await removed(999) == [])
            // Another text is a person's label.
            #expect(BackupLabel("impact 2026-02-30") == nil && BackupLabel("impact") == nil)
            #expect(BackupLabel("impact 2026-3-01") == nil && BackupLabel("impact 2026-03-01") != nil)
        }
    }

    @Test func labelledSnapshotIsStoredBesideTheService() async throws {
        try await with(3) { ledger, _ in
            var state = ChangingState(count: 30, seed: 5)
            for _ in 0..<9 { state.change(1) }
            let (believed, text) = state.believed()
            func store(_ label: String) async throws -> Int64 {
                try await ledger.store(
                    believed, text, of: "s", origin: SnapshotOrigin(terraformVersion: "1.11.4"), label: label,
                    at: now)
            }
            let id = try await store("before one")
            #expect(try await store("before two") == id)
            #expect(try await store("before one") == id)
            let stored = try #require(try await ledger.snapshot(id)?.snapshot)
            #expect(stored.label == "before one, before two")
            #expect(stored.origin == SnapshotOrigin(terraformVersion: "1.11.4"))
            #expect(stored.types == ["aws_lambda_function": 30])
            // The service still compares with what it believed itself.
            #expect(try await ledger.stackRecord(of: "s").believed?.identity.serial == 4)
            #expect(try await ledger.prune("s", .init(last: 1), referred: [], now: now).removed == [2, 1])
        }
    }
}
