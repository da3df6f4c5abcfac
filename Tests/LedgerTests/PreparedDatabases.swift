import Decisions
import Foundation
import GRDB
import TestSupport
import Testing

@testable import Ledger

/// Both databases of a stack with a past, in single files, and everything that service, repairer and commands ask of them.
enum PreparedDatabases {
    static let files = ["ledger.sqlite", "repairs.sqlite"]
    static let moment = Given.moment(5000)
    /// Each differs little from the one before, so that they are stored as differences.
    static let bodies = (1...6).map { serial in
        ((0..<120).map { "line \($0) \($0 * 2_654_435_761 % 1_000_003)" } + ["serial \(serial)"])
            .joined(separator: "\n")
    }

    static func prepare(_ directory: String) async throws {
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        try await prepareLedger(directory + "/ledger.sqlite")
        try await prepareBook(directory + "/repairs.sqlite")
        for name in files {
            let queue = try DatabaseQueue(path: directory + "/" + name)
            try await queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = DELETE") }
            try queue.close()
        }
    }

    private static func prepareLedger(_ path: String) async throws {
        let ledger = try await Ledger.open(path)
        for (n, body) in bodies.enumerated() {
            let incident = Given.incident("s-\(n + 1)")
            var cycle = Given.cycle(
                n, serial: UInt64(n + 1), body: body, readings: [.known(.resourcesCount, Double(n))],
                opened: [incident], closed: n == 0 ? [] : [(Given.incident("s-\(n)"), .cleared)],
                watch: Given.watch(incident))
            cycle.watch.nextIncident = n + 2
            cycle.lastPlan = LastPlan(
                at: Given.start, state: StateVersion(lineage: "l", serial: 1), code: "c",
                outcome: .planned(PlanSummary(changes: [], drift: [])), gone: [],
                unread: [Address(type: "a", name: "b")])
            cycle.sights = Sights(planAt: Given.start, unseen: [Address(type: "a", name: "b")])
            cycle.isFirst = n.isMultiple(of: 3)
            try await ledger.record(cycle)
            try await ledger.addAction(
                IncidentAction(repair: "r-\(n)", kind: "k", startedAt: "x", serialBefore: 1), to: incident.id)
            try await ledger.addDiagnosis(
                Diagnosis(at: Given.start, findings: [.init("plan", ["a"])]), to: incident.id)
        }
        try await ledger.addNotices(
            (0..<3).map { number in
                OutboxEntry(
                    notice: "n\(number)", sink: "k", stack: "s", incident: "s-1", severity: .critical,
                    payload: "{}", at: Given.start)
            })
        try await ledger.enqueueCopies(to: "archive")
        try await ledger.set(
            StoredSwitch(.pause, stack: "s", subject: nil, who: "w", why: "y", at: Given.moment(10)))
        await ledger.close()
    }

    private static func prepareBook(_ path: String) async throws {
        let book = try await RepairBook.open(path)
        for n in 0..<3 {
            let admission = try await book.begin(Given.beginning(100 * n))
            let body = Array(bodies[n].utf8)
            try await book.storeSnapshot(
                admission.id,
                SnapshotIdentity(
                    lineage: "l", serial: UInt64(n), resources: 2, bytes: body.count, sha256: "x"),
                body: body, at: Given.start)
            try await book.step(
                admission.id, "apply", detail: "d", changing: [Address(type: "a", name: "b")], at: Given.start
            )
            try await book.storeMutes(
                admission.id, stack: "s", incident: nil,
                alarms: [(address: Address(type: "a", name: "m\(n)"), name: "m")], since: Given.start,
                until: Given.start + .seconds(60))
            try await book.end(
                admission, outcome: n == 1 ? .failed : .repaired, reason: "so", serialAfter: 9,
                at: Given.moment(100 * n + 50))
        }
    }
}

/// What was asked of databases that are damaged, and what they answered.
struct Answers {
    /// Questions that were refused, by what they are about.
    var refused: [String: LedgerFault] = [:]
    /// The numbers of the snapshots whose text was returned, each as it was stored.
    var bodies: Set<Int64> = []
    /// How many rows the lists have.
    var listed: [String: Int] = [:]
    /// What a cycle decided with the watch that was read.
    private var decided: (watch: Watch, effects: [Effect]) = (Watch(), [])

    /// Asks everything. A question that is refused is refused with a fault in one line.
    static func asking(_ directory: String, files: [String] = PreparedDatabases.files) async -> Answers {
        var answers = Answers()
        if files.contains("ledger.sqlite"),
            let ledger = await answers.ask("open", { try await Ledger.open(directory + "/ledger.sqlite") })
        {
            await answers.askAboutPast(ledger)
            await answers.askAboutPresent(ledger)
            await answers.askToWrite(ledger)
            await ledger.close()
        }
        if files.contains("repairs.sqlite"),
            let book = await answers.ask("open", { try await RepairBook.open(directory + "/repairs.sqlite") })
        {
            await answers.askAboutRepairs(book)
        }
        return answers
    }

    private mutating func ask<Value>(_ about: String, _ question: () async throws -> Value) async -> Value? {
        do {
            return try await question()
        } catch {
            #expect(error is LedgerFault, "\(about): \(error)")
            #expect(!"\(error)".contains("\n"), "\(error)")
            refused[about] = error as? LedgerFault
            return nil
        }
    }

    private mutating func askAboutPast(_ ledger: Ledger) async {
        for id in 1...Int64(PreparedDatabases.bodies.count) {
            if let body = await ask("body \(id)", { try await ledger.body(of: id) }), let body {
                let isOne = PreparedDatabases.bodies.contains(String(decoding: body, as: UTF8.self))
                #expect(isOne, "snapshot \(id) is another text")
                if isOne { bodies.insert(id) }
            }
            _ = await ask("snapshot \(id)", { try await ledger.snapshot(id) })
        }
        var readBack = 0
        _ = await ask("verify", { try await ledger.readBack(of: nil) { _, _ in readBack += 1 } })
        listed["verified"] = readBack
        listed["snapshots"] = await ask("snapshots", { try await ledger.snapshots(of: nil) })?.count
        listed["incidents"] = await ask("incidents", { try await ledger.incidents(of: nil) })?.count
        listed["readings"] =
            await ask("readings", { try await ledger.readings(of: "s", since: Given.start) })?.count
        _ = await ask(
            "seen", { try await ledger.snapshots(of: "s", seenSince: Given.start, limit: 10) })
        _ = await ask("periods", { try await ledger.watchedPeriods(of: "s") })
        _ = await ask("incident", { try await ledger.incident("s-3") })
        _ = await ask("newest", { try await ledger.newestReadable(of: "s") })
        _ = await ask("believed body", { try await ledger.believedBody(of: "s") })
        _ = await ask(
            "lost",
            {
                try await ledger.lostAddresses(
                    of: "s", lackedBy: [], since: Given.start, snapshots: 9, limit: 9)
            })
        _ = await ask(
            "verdicts",
            {
                try await ledger.verdicts(
                    of: "s", .standard, referred: [], now: PreparedDatabases.moment.wall)
            })
    }

    /// What a cycle, the deliverer and the archive ask. The cycle decides twice with what it is told.
    mutating func askAboutPresent(_ ledger: Ledger) async {
        let now = PreparedDatabases.moment
        let stackRecord = await ask("record of the stack", { try await ledger.stackRecord(of: "s") })
        _ = await ask("highest", { try await ledger.highestCount(of: "s", since: Given.start) })
        _ = await ask("never seen", { try await ledger.neverSeen([Address(type: "a", name: "b")], of: "s") })
        _ = await ask("newest readings", { try await ledger.newestReadings(of: "s") })
        _ = await ask("last cycle", { try await ledger.lastCycle(of: "s") })
        _ = await ask("open incidents", { try await ledger.openIncidents(of: ["s"]) })
        _ = await ask("switches", { try await ledger.switches(of: "s", now: now) })
        _ = await ask(
            "plan",
            {
                try await ledger.lastPlan(of: "s")?.applies(
                    to: .init(lineage: "l", serial: 1), code: "c", at: now.wall, longest: .seconds(9))
            })
        _ = await ask("sights", { try await ledger.sights(of: "s") })
        _ = await ask("notice", { try await ledger.dueNotice(for: "k", now: now.wall, retries: true) })
        _ = await ask("attempts", { try await ledger.nextAttempts(for: "k").new.map { $0 - now.wall } })
        _ = await ask("failed", { try await ledger.failedNotices(for: "k") })
        _ = await ask("copy", { try await ledger.dueCopy(now: now.wall) })
        _ = await ask("archive", { try await ledger.archiveStanding().map { $0.failures + 1 } })
        decided = DamagedWatch.decide(stackRecord?.watch ?? Watch())
        #expect((try? JSONEncoder().encode(decided.watch)) != nil)
    }

    private mutating func askToWrite(_ ledger: Ledger) async {
        let now = PreparedDatabases.moment.wall
        var cycle = Given.cycle(9, serial: 99, body: "new", watch: decided.watch)
        for case .opened(let incident) in decided.effects { cycle.opened.append(incident) }
        _ = await ask("record", { [cycle] in try await ledger.record(cycle) })
        _ = await ask("tidy", { try await ledger.tidyOutbox(sinks: ["k"], at: now) })
        _ = await ask("prune", { try await ledger.prune("s", .init(last: 1), referred: [], now: now) })
    }

    private mutating func askAboutRepairs(_ book: RepairBook) async {
        let now = PreparedDatabases.moment
        _ = await ask("past", { try await book.past(of: "s", leavingOut: nil) })
        _ = await ask(
            "facts",
            {
                try await book.facts(
                    stack: "s", kind: .emergencyDeploy, settings: GuardrailSettings(), now: now)
            })
        listed["repairs"] = await ask("repairs", { try await book.repairs(of: nil, limit: 10) })?.count
        _ = await ask("state writes", { try await book.stateWrites(of: "s").map(\.serials) })
        _ = await ask("destroyed", { try await book.destroyed(of: "s", since: Given.start) })
        listed["mutes"] = await ask("mutes", { try await book.activeMutes(of: "s") })?.count
        _ = await ask("breakers", { try await book.openBreakers(of: "s", resets: [:]) })
        _ = await ask("referred", { try await book.referredStates(of: "s") })
        _ = await ask("next repair", { try await book.carryOut(Given.beginning(4000), .repaired) })
    }
}

/// A cycle that decides with a watch that was read back.
enum DamagedWatch {
    static func decide(_ watch: Watch) -> (watch: Watch, effects: [Effect]) {
        let at = PreparedDatabases.moment.wall
        let observation = Observation(
            at: at, snapshot: SnapshotIdentity(lineage: "l", serial: 6, resources: 2, bytes: 1, sha256: "x"),
            readings: [.known(.resourcesCount, 1)], instances: [], removed: [], alarms: [], lock: .free,
            account: .shown(account: "1"), plan: .unknown(Unknown(.notAsked, "")))
        let policy = Policy(
            stack: "s", mode: .observe,
            rules: ["lost", "next"].map { name in
                Rule(
                    name: name, when: Condition(.resourcesCount, .less, 2, text: "resources.count < 2"),
                    severity: .critical, ladder: Ladder([Rung(after: .seconds(60), step: .notify)]))
            }, tiers: [], guardrails: GuardrailSettings())
        let facts = CycleFacts(observation: observation, elapsed: .seconds(60))
        let (next, effects) = Decisions.decide(watch, facts, policy: policy)
        let (last, more) = Decisions.decide(next, facts, policy: policy)
        return (last, effects + more)
    }
}
