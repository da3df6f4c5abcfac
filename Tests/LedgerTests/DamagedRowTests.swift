import Decisions
import Foundation
import GRDB
import TestSupport
import Testing

@testable import Ledger

/// What the ledger does about single rows that are damaged: the stack is watched on, and repairs are held back where it is not
/// known whether they may start.
@Suite struct DamagedRowTests {
    /// Opens the prepared ledger after a change that no constraint refused.
    private func with(_ sql: String, _ work: (Ledger, _ path: String) async throws -> Void) async throws {
        try await Machine.withDirectory { parent in
            try await PreparedDatabases.prepare(parent + "/prepared")
            let path = parent + "/prepared/ledger.sqlite"
            try await change(path, sql)
            let ledger = try await Ledger.open(path)
            try await work(ledger, path)
            await ledger.close()
        }
    }

    private func change(_ path: String, _ sql: String) async throws {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        try await queue.writeWithoutTransaction { try $0.execute(sql: sql) }
        try queue.close()
    }

    @Test(arguments: ["UPDATE watches SET watch = '{'", "DELETE FROM watches"])
    func watchIsBuiltAgainFromTheIncidents(sql: String) async throws {
        try await with(sql) { ledger, path in
            let stackRecord = try await ledger.stackRecord(of: "s")
            #expect(stackRecord.watch.incidents == [Given.incident("s-6")])
            #expect(stackRecord.watch.nextIncident == 7)
            #expect(stackRecord.watch.rules["lost"]?.isTripped == true)
            #expect(stackRecord.diagnoses["s-6"] != nil)
            if sql.hasPrefix("UPDATE") {
                #expect(
                    stackRecord.damage.map(\.description) == [
                        "\(path): row s of the table 'watches' is damaged (column 'watch'); restore a backup, or delete the row while the service is stopped"
                    ])
            }
            // The next cycle opens another incident, and its record replaces the row.
            let (watch, effects) = DamagedWatch.decide(stackRecord.watch)
            var cycle = Given.cycle(9, serial: 9, body: "new", watch: watch)
            for case .opened(let incident) in effects { cycle.opened.append(incident) }
            #expect(cycle.opened.map(\.id) == ["s-7"])
            try await ledger.record(cycle)
            let next = try await ledger.stackRecord(of: "s")
            #expect(next.damage.isEmpty && next.watch == watch)
            #expect(try await ledger.incidents(of: "s").count == 7)
        }
    }

    @Test(arguments: [
        "UPDATE switches SET kind = 'pausf'", "UPDATE switches SET stack = x'00ff'",
        "UPDATE switches SET who = x'ff'", "UPDATE switches SET at_ms = 'text'",
        "UPDATE switches SET for_ms = 'text'",
    ])
    func switchThatIsDamagedHoldsRepairsBack(sql: String) async throws {
        try await with(sql) { ledger, _ in
            let pause = try await ledger.switches(of: "s", now: PreparedDatabases.moment).operators.pause
            #expect(pause?.contains("row 1 of the table 'switches' is damaged") == true, "\(pause ?? "none")")
        }
    }

    @Test func newestReadableSnapshotIsBelievedInsteadOfADamagedOne() async throws {
        try await with("UPDATE snapshots SET serial = 'text' WHERE id = 6") { ledger, _ in
            let stackRecord = try await ledger.stackRecord(of: "s")
            #expect(stackRecord.believed?.identity.serial == 5 && stackRecord.damage.count == 1)
            #expect(stackRecord.believed?.addresses.count == 2)
            #expect(try await ledger.newestReadable(of: "s")?.snapshot.id == 5)
            #expect(try await ledger.newestReadable(of: "s", lineage: "another") == nil)
            #expect(try await ledger.snapshots(of: "s").map(\.id) == [5, 4, 3, 2, 1])
            let rows = try await ledger.snapshotRows(of: "s", limit: 10)
            #expect(rows.damage.first?.description.contains("row 6 of the table 'snapshots'") == true)
            // What it was kept for is not known, so it is kept.
            let verdicts = try await ledger.verdicts(
                of: "s", .init(), referred: [], now: PreparedDatabases.moment.wall)
            #expect(verdicts.first { $0.id == 6 }?.reasons.contains("damaged") == true)
        }
        try await with("UPDATE snapshot_bodies SET body = x'00' WHERE snapshot = 6") { ledger, _ in
            let newest = try await ledger.newestReadable(of: "s")
            let believed = try await ledger.stackRecord(of: "s").believed
            let lost = try await ledger.lostAddresses(
                of: "s", lackedBy: [], since: Given.start, snapshots: 9, limit: 9)
            #expect(newest?.snapshot.id == 5 && believed?.identity.serial == 6)
            #expect(lost.map(\.snapshot.id) == [5, 5])
        }
    }

    @Test(arguments: [
        ("base = 3", "column 'base'"), ("base = 5", "column 'base'"), ("base = 'text'", "column 'base'"),
        ("step = 9223372036854775807", "column 'step'"), ("step = -1", "column 'step'"),
        ("size = 9223372036854775807", "cannot be decompressed"), ("size = -1", "cannot be decompressed"),
        ("size = size + 1", "cannot be decompressed"), ("addresses = 9223372036854775807", "bytes and not"),
        ("addresses = addresses + 1", "bytes and not"), ("body = x''", "cannot be decompressed"),
    ])
    func snapshotThatIsDamagedIsNamedAndTheOthersAreRead(change: String, why: String) async throws {
        try await with("UPDATE snapshot_bodies SET \(change) WHERE snapshot = 3") { ledger, _ in
            var found: (whole: Set<Int64>, damaged: [Int64: String]) = ([], [:])
            try await ledger.readBack(of: nil) { snapshot, text in
                #expect(snapshot.stack == "s")
                switch text {
                case .success: found.whole.insert(snapshot.id)
                case .failure(let fault): found.damaged[snapshot.id] = fault.description
                }
            }
            #expect(found.whole.isSuperset(of: [1, 2]) && !found.whole.contains(3))
            #expect(found.damaged[3]?.contains(why) == true, "\(found.damaged)")
            #expect(found.whole.count + found.damaged.count == 6)
            // The next state is stored, and read back.
            try await ledger.record(Given.cycle(9, serial: 9, body: "new"))
            #expect(try await ledger.body(of: 7) == Array("new".utf8))
        }
    }

    @Test func readingThatIsDamagedIsUnknownAndTheNextIsStored() async throws {
        try await with("UPDATE readings SET value = 'text' WHERE id = 6") { ledger, _ in
            let newest = try await ledger.newestReadings(of: "s").map(\.reading)
            #expect(newest.count == 1 && newest.first?.reason?.detail.contains("row 6") == true)
            try await ledger.record(
                Given.cycle(9, serial: 9, body: "new", readings: [.known(.resourcesCount, 5)]))
            #expect(try await ledger.newestReadings(of: "s").map(\.reading.value) == [5])
        }
    }

    @Test func noticeThatIsDamagedDelaysNoOther() async throws {
        try await with("UPDATE outbox SET attempts = 'text' WHERE id = 1") {
            ledger, _ in
            let now = PreparedDatabases.moment.wall
            #expect(try await ledger.dueNotice(for: "k", now: now, retries: true)?.notice == "n1")
            let givenUp = try await ledger.tidyOutbox(sinks: ["k"], at: now + .seconds(4 * 86_400))
            #expect(givenUp == ["k": 1])
        }
    }

    /// Each number, text and list in what is stored as JSON is replaced by what it never is.
    @Test func anyValueInTheStoredDocumentsIsRefusedOrRead() async throws {
        try await Machine.withDirectory { parent in
            try await PreparedDatabases.prepare(parent + "/prepared")
            let path = parent + "/prepared/ledger.sqlite"
            let queue = try DatabaseQueue(path: path)
            try await queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = OFF") }
            let ledger = try await Ledger.openReading(path)
            var injected = 0
            for (table, column) in [("watches", "watch"), ("diagnoses", "findings"), ("sights", "body")] {
                let documents = try await queue.read {
                    try String.fetchAll($0, sql: "SELECT DISTINCT \(column) FROM \(table)")
                }
                for document in documents {
                    let whole = try JSONSerialization.jsonObject(with: Data(document.utf8))
                    for changed in Self.strangeValues.flatMap({ Self.replacing(each: whole, by: $0) }) {
                        let data = try JSONSerialization.data(
                            withJSONObject: changed, options: .fragmentsAllowed)
                        let text = String(decoding: data, as: UTF8.self)
                        let sql = "UPDATE \(table) SET \(column) = ? WHERE \(column) = ?"
                        try await queue.write { try $0.execute(sql: sql, arguments: [text, document]) }
                        var answers = Answers()
                        await answers.askAboutPresent(ledger)
                        #expect(answers.refused.isEmpty, "\(text): \(answers.refused)")
                        #expect(try await ledger.incidents(of: "s").count == 6)
                        injected += 1
                        try await queue.write { try $0.execute(sql: sql, arguments: [document, text]) }
                    }
                }
            }
            print("values in documents: \(injected), each read")
            #expect(injected > 400, "\(injected)")
            await ledger.close()
            try queue.close()
        }
    }

    private static var strangeValues: [Any] {
        [-1, Int64.max, 1e300, NSNull(), "x", [Any](), Int64.min] as [Any]
    }

    /// The document with each of its values replaced in turn.
    private static func replacing(each value: Any, by strange: Any) -> [Any] {
        var changed: [Any] = [strange]
        if let object = value as? [String: Any] {
            for (key, inner) in object {
                for replaced in replacing(each: inner, by: strange) {
                    var copy = object
                    copy[key] = replaced
                    changed.append(copy)
                }
            }
        } else if let list = value as? [Any] {
            for (place, inner) in list.enumerated() {
                for replaced in replacing(each: inner, by: strange) {
                    var copy = list
                    copy[place] = replaced
                    changed.append(copy)
                }
            }
        }
        return changed
    }
}
