import Decisions
import Foundation
import Ledger
import Notifications
import Settings
import Testing

@testable import Rehearsal

@Suite struct RehearseHistoryTests {
    static let noon = Timestamp(seconds: 1_772_452_800)
    static let state =
        #"{"version":4,"terraform_version":"1.11.4","serial":7,"lineage":"l","resources":[{"mode":"managed","type":"aws_dynamodb_table","name":"events","instances":[{"attributes":{"name":"events"}}]},{"mode":"managed","type":"aws_dynamodb_table","name":"sessions","instances":[{"attributes":{"name":"sessions"}}]},{"mode":"managed","type":"aws_iam_role","name":"role","instances":[{"attributes":{"name":"role"}}]}]}"#

    /// A ledger as the service writes it: one cycle a minute from noon on. `missing` gives the missing address of a minute, empty
    /// for none and nil for unknown.
    private func ledger(
        in directory: URL, minutes: Range<Int>, first: Int = 0, missing: (Int) -> String?
    ) async throws -> String {
        let path = directory.appendingPathComponent("ledger.sqlite").path
        let ledger = try await Ledger.open(path)
        let body = Array(Self.state.utf8)
        let identity = SnapshotIdentity(
            lineage: "l", serial: 7, resources: 3, bytes: body.count,
            // Of `state`.
            sha256: "29097ed65c84d74c9e50e2bf0f1009fc0d57e0ae713b52c6c7e6af2328741e43")
        for minute in minutes {
            let at = Self.noon + .seconds(60 * minute)
            let about = missing(minute)
            let signals: [Signal] = [.resourcesMissing, .missing(ofTier: "foundation")]
            let counts = signals.map { signal -> Reading in
                guard let about else { return .unknown(signal, Unknown(.throttled, "DescribeTable")) }
                return .known(
                    signal, about.isEmpty ? 0 : 1, about: about.isEmpty ? nil : .init(about, .addresses))
            }
            try await ledger.record(
                CycleRecord(
                    stack: "shop", at: at,
                    state: (
                        believed: BelievedState(
                            identity: identity, addresses: [try Address("aws_dynamodb_table.events")],
                            seen: at),
                        body: body
                    ),
                    readings: Readings([.known(.stateReadable, 1), .known(.awsCredentials, 1)] + counts),
                    watch: Watch(), alarms: "", opened: [], closed: [], keepReadings: .seconds(30 * 86_400),
                    isFirst: minute == minutes.lowerBound || minute == first))
        }
        await ledger.close()
        return path
    }

    private func directory() throws -> URL {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        return directory
    }

    private func rehearse(
        _ path: String, longest: Duration = .seconds(30 * 86_400), configuration: String = rehearsed
    ) async throws -> Timeline {
        let settings = try #require(try parse(configuration, file: "t.yaml").stacks.first)
        let ledger = try await Ledger.openReading(path)
        let record = try #require(
            try await HistoryRehearsal.Record(of: "shop", in: ledger, longest: longest))
        await ledger.close()
        return HistoryRehearsal(record, of: settings, interval: .seconds(60), longest: longest).run()
    }

    @Test func recordedLossTripsRequestsOneRepairAndCloses() async throws {
        let directory = try directory()
        defer { try? FileManager.default.removeItem(at: directory) }
        let path = try await ledger(in: directory, minutes: 0..<120) {
            (30..<38).contains($0) ? "aws_dynamodb_table.events" : ""
        }
        let before = try Data(contentsOf: URL(fileURLWithPath: path))
        let timeline = try await rehearse(path)
        let shown = timeline.entries.filter { $0.kind != .unknown && $0.kind != .heldBack }
        #expect(shown.map(\.kind) == [.begins, .missing, .tripped, .repair, .closed])
        #expect(timeline.first(.missing)?.at == Self.noon + .seconds(1800))
        #expect(timeline.first(.tripped)?.at == Self.noon + .seconds(1860))
        #expect(timeline.first(.heldBack)?.what.contains("cooldown") == true)
        #expect(
            timeline.summary
                == "rehearsed shop: 120 cycles, 1 incident, 1 repair requested; nothing was touched")
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
    }

    @Test func historyIsRehearsedWithTheCurrentRules() async throws {
        let directory = try directory()
        defer { try? FileManager.default.removeItem(at: directory) }
        let path = try await ledger(in: directory, minutes: 0..<60) {
            (30..<35).contains($0) ? "aws_dynamodb_table.events" : ""
        }
        let patient = rehearsed.replacing("for: 2 cycles", with: "for: 10m")
        #expect(try await rehearse(path, configuration: patient).first(.tripped) == nil)
        #expect(try await rehearse(path).first(.tripped) != nil)
        // The loss half an hour before the end is not in the last ten minutes.
        #expect(try await rehearse(path, longest: .seconds(600)).first(.tripped) == nil)
    }

    @Test func unknownReadingsDoNotTrip() async throws {
        let directory = try directory()
        defer { try? FileManager.default.removeItem(at: directory) }
        let path = try await ledger(in: directory, minutes: 0..<60) { $0 >= 30 ? nil : "" }
        let timeline = try await rehearse(path)
        #expect(timeline.first(.tripped) == nil)
        #expect(timeline.entries.contains { $0.what.contains("throttled: DescribeTable") })
    }

    @Test func repairIsHeldBackWhenTheBudgetIsSpent() async throws {
        let directory = try directory()
        defer { try? FileManager.default.removeItem(at: directory) }
        let path = try await ledger(in: directory, minutes: 0..<60) {
            $0 >= 5 ? "aws_dynamodb_table.events" : ""
        }
        let timeline = try await rehearse(path)
        #expect(timeline.kinds.count { $0 == .repair } == 2)
        #expect(timeline.entries.contains { $0.kind == .heldBack && $0.what.contains("budget: ") })
    }

    @Test func timeWithoutCyclesIsShownAsNotRun() async throws {
        let directory = try directory()
        defer { try? FileManager.default.removeItem(at: directory) }
        _ = try await ledger(in: directory, minutes: 0..<30) { _ in "" }
        let path = try await ledger(in: directory, minutes: 300..<330) { _ in "" }
        let timeline = try await rehearse(path)
        #expect(timeline.first(.gap)?.what.contains("the service did not run for 4h 31m") == true)
        #expect(timeline.first(.gap)?.at == Self.noon + .seconds(29 * 60))
        #expect(timeline.cycles == 60)
    }
}
