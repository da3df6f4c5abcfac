import Decisions
import FaultyDisk
import Foundation
import GRDB
import TestSupport
import Testing

@testable import Ledger

/// Each call with which SQLite changes a file fails once, in every way in which a disk fails: alone, or with all calls after it.
/// What was acknowledged before is still there, what was not is there whole or not at all, and the next write succeeds.
@Suite struct DiskFaultTests {
    /// A way to fail.
    enum Fault: CaseIterable, Sendable, CustomStringConvertible {
        case full, broken, torn, readOnly

        var code: FaultyDiskFault {
            switch self {
            case .full: return FaultyDiskFull
            case .broken: return FaultyDiskBroken
            case .torn: return FaultyDiskTorn
            case .readOnly: return FaultyDiskReadOnly
            }
        }
        var description: String {
            switch self {
            case .full: return "full"
            case .broken: return "input/output error"
            case .torn: return "half written"
            case .readOnly: return "read-only"
            }
        }
    }

    struct Case: Sendable, CustomStringConvertible {
        var fault: Fault
        var once: Bool
        var description: String { "\(fault), \(once ? "once" : "from then on")" }
        static let all = Fault.allCases.flatMap {
            [Case(fault: $0, once: true), Case(fault: $0, once: false)]
        }
    }

    /// More calls than one run makes, so that a layer that never lets a run pass ends the test.
    private static let most = 2000

    /// Runs the work again and again, each time in a copy of the prepared directory and with a later call that fails, until a run
    /// needs no more calls.
    ///
    /// - Returns: how many calls failed.
    private func eachCall(
        _ how: Case, prepare: (String) async throws -> Void,
        _ work: (_ directory: String, _ disarm: () -> Int) async throws -> Void
    ) async throws -> Int {
        #expect(FaultyDiskInstall() == 0)
        return try await Machine.withDirectory { parent in
            let prepared = parent + "/prepared"
            try FileManager.default.createDirectory(atPath: prepared, withIntermediateDirectories: true)
            try await prepare(prepared)
            var injected = 0
            for number in 1...Self.most {
                let directory = parent + "/\(number)"
                try FileManager.default.copyItem(atPath: prepared, toPath: directory)
                let disk = FaultyDiskArm(directory + "/", number, how.once ? 1 : 0, how.fault.code)
                try #require(disk >= 0)
                var failed: Int?
                let disarm = {
                    if failed == nil { failed = FaultyDiskDisarm(disk) }
                    return failed ?? 0
                }
                defer { _ = disarm() }
                try await work(directory, disarm)
                try FileManager.default.removeItem(atPath: directory)
                guard let failed, failed > 0 else { return injected }
                injected += failed
            }
            Issue.record("no run passed without a fault in \(Self.most)")
            return injected
        }
    }

    private func isIntact(_ path: String) async throws -> Bool {
        let queue = try DatabaseQueue(path: path)
        defer { try? queue.close() }
        return try await queue.read { try String.fetchOne($0, sql: "PRAGMA integrity_check") } == "ok"
    }

    /// A body of some pages that differs in each serial.
    private func body(_ serial: UInt64) -> String {
        var noise = serial
        return String(
            (0..<6000).map { _ in
                noise = noise &* 6_364_136_223_846_793_005 &+ 1
                return Character(Unicode.Scalar(UInt8(33 + noise >> 58)))
            })
    }

    private func cycle(_ serial: UInt64) -> CycleRecord {
        Given.cycle(
            Int(serial), serial: serial, body: body(serial),
            readings: [.known(.resourcesCount, Double(serial))])
    }

    @Test(arguments: Case.all)
    func ledgerSurvivesAFaultAtEachCall(how: Case) async throws {
        let injected = try await eachCall(how) { directory in
            let ledger = try await Ledger.open(directory + "/ledger.sqlite")
            for serial in 1...3 as ClosedRange<UInt64> { try await ledger.record(cycle(serial)) }
            await ledger.close()
        } _: { directory, disarm in
            let path = directory + "/ledger.sqlite"
            var acknowledged: UInt64 = 3
            var attempted: UInt64 = 3
            if let ledger = try? await Ledger.open(path) {
                for serial in 4...6 as ClosedRange<UInt64> {
                    attempted = serial
                    do {
                        try await ledger.record(cycle(serial))
                        acknowledged = serial
                    } catch {
                        #expect(!"\(error)".contains("\n"))
                    }
                }
                let failed = disarm()
                if failed > 0 {
                    // The same connection works again when the disk does.
                    try await ledger.record(cycle(7))
                    acknowledged = 7
                    attempted = 7
                }
                await ledger.close()
            }
            _ = disarm()
            #expect(try await isIntact(path))
            let again = try await Ledger.open(path)
            let serial = try #require(try await again.stackRecord(of: "s").believed?.identity.serial)
            #expect(
                serial >= acknowledged && serial <= attempted, "\(serial) of \(acknowledged)...\(attempted)")
            #expect(try await again.believedBody(of: "s") == Array(body(serial).utf8))
            for snapshot in try await again.snapshots(of: "s") {
                #expect(
                    try await again.body(of: snapshot.id) == Array(body(snapshot.identity.serial).utf8))
            }
            await again.close()
        }
        #expect(injected > 20)
    }

    @Test(arguments: Case.all)
    func newLedgerIsMadeWholeOrNotAtAll(how: Case) async throws {
        let injected = try await eachCall(how) { _ in
        } _: { directory, disarm in
            let path = directory + "/ledger.sqlite"
            let first = try? await Ledger.open(path)
            await first?.close()
            _ = disarm()
            let ledger = try await Ledger.open(path)
            try await ledger.record(cycle(1))
            #expect(try await ledger.believedBody(of: "s") == Array(body(1).utf8))
            await ledger.close()
        }
        #expect(injected > 20)
    }

    @Test(arguments: Case.all)
    func repairBookSurvivesAFaultAtEachCall(how: Case) async throws {
        let injected = try await eachCall(how) { directory in
            let book = try await RepairBook.open(directory + "/repairs.sqlite")
            _ = try await book.carryOut(Given.beginning(0), .repaired)
        } _: { directory, disarm in
            let path = directory + "/repairs.sqlite"
            let snapshot = SnapshotIdentity(
                lineage: "l", serial: 7, resources: 2, bytes: body(7).utf8.count, sha256: "7")
            var acknowledged = (begun: false, snapshot: false, ended: false)
            if let book = try? await RepairBook.open(path),
                let admission = try? await book.begin(Given.beginning(100))
            {
                acknowledged.begun = true
                do {
                    try await book.storeSnapshot(
                        admission.id, snapshot, body: Array(body(7).utf8), at: Given.start)
                    acknowledged.snapshot = true
                    try await book.step(
                        admission.id, "apply", detail: "applying", changing: [], at: Given.start)
                    try await book.end(
                        admission, outcome: .repaired, reason: "so", serialAfter: 8, at: Given.moment(130))
                    acknowledged.ended = true
                } catch {
                    #expect(!"\(error)".contains("\n"))
                }
            }
            _ = disarm()
            #expect(try await isIntact(path))
            let again = try await RepairBook.open(path)
            let repairs = try await again.repairs(of: "s")
            #expect(
                repairs.count == (acknowledged.begun ? 2 : repairs.count) && (1...2).contains(repairs.count))
            if acknowledged.ended { #expect(repairs.first?.outcome == "repaired") }
            let bodies = try await again.read {
                try Data.fetchAll($0, sql: "SELECT body FROM repair_snapshots")
            }
            #expect(bodies.count == (acknowledged.snapshot ? 1 : bodies.count) && bodies.count <= 1)
            for stored in bodies {
                #expect(
                    try Compression.decompress(Array(stored), size: body(7).utf8.count)
                        == Array(body(7).utf8))
            }
            // The next repair of the stack begins.
            _ = try await again.carryOut(Given.beginning(200), .repaired)
        }
        #expect(injected > 20)
    }
}
