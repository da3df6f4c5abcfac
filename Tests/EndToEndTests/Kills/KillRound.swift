import Commands
import Foundation
import Ledger
import TestSupport
import Testing

/// One repair that is killed, and what comes after it: the lock, the repair asked for again, and what holds then.
struct KillRound: Sendable {
    var stack: KilledStack
    var kind: KilledKind
    var victim: Victim
    var step: String
    var delay: Duration

    init(_ stack: KilledStack, _ kind: KilledKind, _ random: inout SeededKills) {
        self.stack = stack
        self.kind = kind
        victim = [.repairer, .terraform, .everything].randomElement(using: &random) ?? .everything
        step = kind.steps.randomElement(using: &random) ?? ""
        delay = random.duration(upTo: kind.spread)
    }

    var words: String { "\(kind.name), \(victim.rawValue) killed \(delay) after '\(step)'" }

    func run(_ counts: inout KillCounts) async throws {
        _ = try await stack.terrier(["reset", stack.name, "--why", "the next kill"])
        try await kind.harm()
        let before = try await newest()?.id
        guard try await strike() else {
            counts.missed += 1
            return
        }
        try await Strike.quiet(stack)
        // Nil if it was killed before it was in the book: nothing has begun then.
        let killed = try await newest().flatMap { $0.id == before ? nil : $0.id }
        let isDone = try await completes(&counts)
        let outcome = try await outcome(of: killed)
        var faults = try await kind.faults()
        if !isDone { faults.append("not done after five times") }
        if outcome == "none" { faults.append("the outcome of \(killed ?? "") is not in the book") }
        let verify = try await stack.terrier(["snapshots", "verify"])
        if verify.code != 0 { faults.append(verify.errorOutput) }
        if let lock = try await stack.lock() { faults.append("a lock is left: \(lock)") }
        counts.kinds[kind.name, default: 0] += 1
        counts.victims[victim.rawValue, default: 0] += 1
        counts.outcomes[outcome, default: 0] += 1
        if !faults.isEmpty { counts.lost += 1 }
        #expect(faults == [], "\(words)")
    }

    private var command: [String] {
        ["repair", kind.name, stack.name] + kind.arguments + ["--why", "a test"]
    }

    /// Asks for the repair and kills it.
    ///
    /// - Returns: false if it had ended before.
    private func strike() async throws -> Bool {
        let lines = ArrivingLines()
        let command = Command(
            Machine.terrier, self.command + ["--config", stack.configuration], environment: Lab.environment,
            deadline: .seconds(300))
        async let ended: Void = {
            _ = try? await Commands.run(command) { await lines.take($0) }
            await lines.end()
        }()
        var isHit = false
        if try await lines.wait(for: step) {
            try await Task.sleep(for: delay)
            while await lines.isRunning, !isHit {
                isHit = Strike(stack: stack, victim: victim).hit()
                if !isHit { try await Task.sleep(for: .milliseconds(5)) }
            }
        }
        await ended
        return isHit
    }

    /// Asks again until it is done: the lock is released first, and a person does what a refusal says.
    private func completes(_ counts: inout KillCounts) async throws -> Bool {
        var said: [String] = []
        for _ in 1...5 {
            try await releaseLock(&counts)
            _ = try await stack.terrier(["reset", stack.name, "--why", "asked again"])
            let again = try await stack.terrier(command)
            if again.code == 0 || again.output.contains(kind.nothingLeft) { return true }
            said.append(again.output + again.errorOutput)
            if try await stack.person(again) { counts.told += 1 }
        }
        print("\(words): not done: \(said.joined(separator: "\n"))")
        return false
    }

    private func releaseLock(_ counts: inout KillCounts) async throws {
        guard let lock = try await stack.lock() else { return }
        let id = (try JSONSerialization.jsonObject(with: Data(lock.utf8)) as? [String: Any])?["ID"]
        let name = try #require(id as? String, "\(words): a lock without an id: \(lock)")
        let unlock = ["repair", "unlock", stack.name, "--why", "the repair was killed"]
        let released = try await stack.terrier(unlock)
        if released.code == 0 {
            counts.proven += 1
        } else {
            #expect(
                released.output.contains("terrier repair unlock \(stack.name) --id \(name) --why"),
                "\(words): \(released.output)")
            let named = try await stack.terrier(unlock + ["--id", name])
            #expect(named.code == 0, "\(words): \(named.output)")
            counts.named += 1
        }
        #expect(try await stack.lock() == nil, "\(words)")
    }

    /// What the book says now; `none` if it says nothing.
    private func outcome(of repair: String?) async throws -> String {
        guard let repair else { return "not begun" }
        return try await book()?.repairs(of: stack.name, limit: 50).first { $0.id == repair }?.outcome
            ?? "none"
    }

    /// Nil before the first repair.
    private func book() async throws -> RepairBook? { try await RepairBook.openReading(stack.book) }

    private func newest() async throws -> StoredRepair? {
        try await book()?.repairs(of: stack.name, limit: 1).first
    }
}
