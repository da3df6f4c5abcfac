import Commands
import Decisions
import Foundation
import Ledger
import Rehearsal
import SoakTesting
import Synchronization
import TestSupport
import Testing

@Suite struct SoakTests {
    @Test(arguments: [3, 9, 42] as [UInt64])
    func sameSeedGivesTheSameTraceByteForByte(seed: UInt64) {
        let first = Soak(seed: seed, trouble: .seconds(4 * 3600), keep: 100_000).run()
        let second = Soak(seed: seed, trouble: .seconds(4 * 3600), keep: 100_000).run()
        #expect(first.lines == second.lines && first.trace == second.trace)
        #expect(first.lines.count > 20)
        #expect(Soak(seed: seed + 1, trouble: .seconds(4 * 3600)).run().trace != first.trace)
    }

    @Test func everyKindOfTroubleOccursAndNoInvariantIsViolated() {
        var troubles: [String: Int] = [:]
        var outcomes: [String: Int] = [:]
        var (kills, operatorActions) = (0, 0)
        for seed in 110..<135 as Range<UInt64> {
            let result = Soak(seed: seed, keep: 60).run()
            #expect(
                result.violations.isEmpty,
                "seed \(seed): \(result.violations)\n\(result.lines.joined(separator: "\n"))")
            for (name, count) in result.troubles { troubles[name, default: 0] += count }
            for (name, count) in result.outcomes { outcomes[name, default: 0] += count }
            kills += result.kills
            operatorActions += result.operatorActions
        }
        #expect(Set(troubles.keys) == Set(Trouble.allCases.map(\.words)))
        #expect(troubles.values.allSatisfy { $0 > 0 }, "\(troubles)")
        #expect(kills > 0 && operatorActions > 0)
        for outcome in ["repaired", "refused", "would-apply", "failed", "not-verified"] {
            #expect(outcomes[outcome, default: 0] > 0, "\(outcomes)")
        }
    }

    @Test func nothingIsDoneWhenNothingIsWrong() {
        let result = Soak(seed: 9, trouble: .seconds(86_400), isCalm: true, keep: 1_000_000).run()
        // Only the new loss at the end needs a repair.
        #expect(result.violations.isEmpty && result.faultyCycles < 60)
        let begun = result.lines.filter { $0.contains("begins") }
        #expect(!begun.isEmpty && begun.allSatisfy { $0.contains("emergency-deploy") }, "\(begun)")
    }

    /// Kills the whole soak process at any time, in the middle of real writes.
    @Test(.enabled(if: Requirement.has(.sqlite3), "needs sqlite3"), .timeLimit(.minutes(30)))
    func databasesAreConsistentAfterTheProcessIsKilled() async throws {
        try await Machine.withDirectory { base in
            for round in 1...4 {
                let directory = "\(base)/\(round)"
                try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
                let seed = "\(1000 + round)"
                #expect(
                    try await Self.runAndKill(directory, seed: seed, repairs: round) == .signalled(SIGKILL))
                for name in ["ledger", "repairs"] {
                    let path = "\(directory)/\(name).sqlite"
                    #expect(try await Self.query(path, "PRAGMA integrity_check") == "ok")
                }
                let book = "\(directory)/repairs.sqlite"
                #expect(try await Self.query(book, "SELECT count(*) FROM repairs") != "0")
                // Each apply had its snapshot first, and each repair that ended has an outcome.
                let unsafe = """
                    SELECT count(*) FROM repair_steps s WHERE s.step = 'apply' AND s.detail LIKE 'applying%'
                    AND NOT EXISTS (SELECT 1 FROM repair_snapshots b WHERE b.repair = s.repair)
                    """
                #expect(try await Self.query(book, unsafe) == "0")
                #expect(
                    try await Self.query(
                        book, "SELECT count(*) FROM repairs WHERE ended_at IS NULL AND outcome IS NOT NULL")
                        == "0")
                // Repair numbers have no gaps.
                #expect(
                    try await Self.query(book, "SELECT max(number) - min(number) + 1 - count(*) FROM repairs")
                        == "0")
                // The service opens the databases again and continues with the open incidents.
                let ledger = try await Ledger.open("\(directory)/ledger.sqlite")
                for stack in ["one", "two", "three"] {
                    let stored = try await ledger.stackRecord(of: stack).watch.incidents.map(\.id)
                    let open = try await ledger.incidents(of: stack).filter { $0.closedAt == nil }.map(\.id)
                    #expect(Set(stored) == Set(open))
                }
                await ledger.close()
            }
        }
    }

    /// Kills the soak process soon after the given number of repairs have begun.
    ///
    /// - Returns: how the process ended, by the signal or earlier on its own.
    private static func runAndKill(
        _ directory: String, seed: String, repairs: Int
    ) async throws -> CommandResult.Status {
        let soak = URL(fileURLWithPath: Machine.terrier).deletingLastPathComponent().appendingPathComponent(
            "soak")
        let command = Command(
            soak.path, ["--files", directory, "--seed", seed], environment: ["PATH": "/usr/bin:/bin"],
            deadline: .seconds(3600), grace: .seconds(1))
        let hasEnded = Mutex(false)
        let running = Task {
            defer { hasEnded.withLock { $0 = true } }
            return try await run(command).status
        }
        while !hasEnded.withLock({ $0 }), !Task.isCancelled {
            let count = try? await query("\(directory)/repairs.sqlite", "SELECT count(*) FROM repairs")
            if let count, Int(count) ?? 0 >= repairs { break }
            try? await Task.sleep(for: .milliseconds(100))
        }
        try? await Task.sleep(for: .milliseconds(7 * repairs))
        for pid in processes(with: "--files", directory) { kill(pid, SIGKILL) }
        return try await running.value
    }

    private static func query(_ path: String, _ sql: String) async throws -> String {
        let result = try await run(
            Command(
                "sqlite3", [path, sql], environment: ["PATH": "/usr/bin:/bin"], deadline: .seconds(600)))
        return String(decoding: result.output, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
