import Decisions
import Foundation
import HTTP
import Ledger
import Notifications
import Settings
import Synchronization
import Terraform

@testable import Archives

/// States and ledgers for the tests of archives.
enum Kept {
    static let start = Timestamp(seconds: 1_772_334_000)

    /// The text of a state.
    static func state(_ serial: Int, lineage: String = "l-1") -> [UInt8] {
        Array(
            """
            {"version": 4, "terraform_version": "1.11.4", "serial": \(serial), "lineage": "\(lineage)", "outputs": {},
             "resources": [{"mode": "managed", "type": "terraform_data", "name": "each",
              "provider": "provider[\\"terraform.io/builtin/terraform\\"]",
              "instances": [{"schema_version": 0, "attributes": {"id": "hunter2-\(serial)"}}]}]}
            """.utf8)
    }

    /// Stores a state as a cycle of the service does.
    ///
    /// - Parameter minute: when; the serial by default.
    static func store(
        _ serial: Int, in ledger: Ledger, stack: String = "s", lineage: String = "l-1", minute: Int? = nil
    ) async throws {
        let body = state(serial, lineage: lineage)
        let at = start + .seconds((minute ?? serial) * 60)
        let parsed = try State(parsing: body, stack: stack)
        try await ledger.record(
            CycleRecord(
                stack: stack, at: at,
                state: (
                    BelievedState(
                        identity: parsed.identity, addresses: parsed.managed.map(\.address), seen: at), body
                ),
                readings: [], watch: Watch(), alarms: "", opened: [], closed: [], keepReadings: .seconds(60)))
    }

    /// Every stored state by its serial.
    static func bodies(_ ledger: Ledger, stack: String = "s") async throws -> [UInt64: [UInt8]] {
        var bodies: [UInt64: [UInt8]] = [:]
        for snapshot in try await ledger.snapshots(of: stack) {
            bodies[snapshot.identity.serial] = try await ledger.body(of: snapshot.id)
        }
        return bodies
    }
}

/// A queue to an archive, with a clock that the test moves, and the events that it wrote.
final class TestedQueue: Sendable {
    private final class Stage: Sendable {
        let clock = Mutex(Kept.start)
        let told = Mutex<[String]>([])
        let notices = Mutex<[Notice]>([])
    }

    let ledger: Ledger
    let archive: OpenArchive
    let queue: ArchiveQueue
    let http: HTTPClient
    private let stage: Stage

    var events: [String] { stage.told.withLock { $0 } }
    var notices: [Notice] { stage.notices.withLock { $0 } }
    func advance(_ by: Duration) { stage.clock.withLock { $0 = $0 + by } }

    init(_ settings: ArchiveSettings, _ ledger: Ledger, http: HTTPClient, environment: [String: String] = [:])
    {
        self.ledger = ledger
        self.http = http
        archive = OpenArchive(
            settings, http: http, environment: environment, region: nil,
            now: { .init(seconds: 1_900_000_000) })
        let stage = Stage()
        self.stage = stage
        queue = ArchiveQueue(
            archive, ledger: ledger,
            events: .telling { event, _ in stage.told.withLock { $0.append(event.message) } },
            now: { stage.clock.withLock { $0 } }, random: { 1 },
            tell: { notices, _ throws(LedgerFault) in stage.notices.withLock { $0 += notices } })
    }

    /// Passes until something is copied, or until nothing was `times` times; the clock moves between them.
    func passes(_ times: Int) async throws -> Int {
        for _ in 0..<times {
            let done = try await queue.pass()
            if done > 0 { return done }
            advance(.seconds(60))
        }
        return 0
    }
}
