import TestSupport

/// Whom a kill hits.
enum Victim: String, CaseIterable, Sendable {
    /// The process of the repair. Terraform goes on alone.
    case repairer
    /// Terraform, or the user's own command.
    case terraform
    /// All of them at once, with the providers: the machine is switched off.
    case everything
    /// The watcher that asked for the repair.
    case watcher
}

/// A kind of repair that is killed: how it becomes necessary, how it is asked for, and what holds when it is done.
struct KilledKind: Sendable {
    var name: String
    /// The rest of `terrier repair`, without the reason.
    var arguments: [String]
    /// The steps after whose line it may be killed; empty for its beginning.
    var steps = ["", "guardrails", "plan", "apply", "apply", "apply", "verify"]
    /// The longest time between the line and the kill.
    var spread: Duration
    /// Makes the repair necessary.
    var harm: @Sendable () async throws -> Void
    /// What a refusal says if nothing is left to do.
    var nothingLeft: String
    /// What does not hold: what is missing, there twice, or would be changed by a plan.
    var faults: @Sendable () async throws -> [String]
}

/// A stack in which repairs are killed.
struct KilledStack: Sendable {
    var name: String
    var configuration: String
    var book: String
    /// What the environment or the arguments of its processes contain, and those of no other test's.
    var mark: String
    /// The lock object of the backend; nil if nobody holds the lock.
    var lock: @Sendable () async throws -> String?
    /// Does what a refusal tells a person to do. False if it tells nothing.
    var person: @Sendable (Program) async throws -> Bool

    func terrier(_ arguments: [String]) async throws -> Program {
        try await Program.run(arguments + ["--config", configuration])
    }
}

/// What became of the kills.
struct KillCounts: Sendable {
    var kinds: [String: Int] = [:]
    var victims: [String: Int] = [:]
    /// What the book says of the killed repairs afterwards.
    var outcomes: [String: Int] = [:]
    /// Locks that were left: released by the proof of the repair book, and by a person who names the id.
    var proven = 0
    var named = 0
    /// Repairs that told a person what to do before they could be done.
    var told = 0
    /// Repairs that had ended before the kill.
    var missed = 0
    /// Kills after which something did not hold.
    var lost = 0

    var injected: Int { kinds.values.reduce(0, +) }

    func line(_ seed: UInt64) -> String {
        func words(_ counts: [String: Int]) -> String {
            counts.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
        }
        return """
            kills: seed \(seed): injected \(injected), survived \(injected - lost), lost \(lost); kinds: \(words(kinds)); \
            victims: \(words(victims)); outcomes: \(words(outcomes)); locks left: \(proven + named), of which \(proven) were \
            released by proof and \(named) by their id; told a person: \(told); ended before the kill: \(missed)
            """
    }
}

/// The same numbers for the same seed (SplitMix64: Steele, Lea, Flood, "Fast splittable pseudorandom number generators").
struct SeededKills: RandomNumberGenerator, Sendable {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A time from zero to a limit.
    mutating func duration(upTo limit: Duration) -> Duration {
        .milliseconds(Int.random(in: 0...Int(limit / .milliseconds(1)), using: &self))
    }
}
