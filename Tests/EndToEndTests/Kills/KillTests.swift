import Demo
import Foundation
import TestSupport
import Testing

/// SIGKILL at a random instant of each kind of repair: afterwards no lock of ours is left, nothing was created twice, the outcome
/// is in the repair book, every snapshot is readable, and the repair can be asked for again.
///
/// `TERRIER_KILLS` is the number of kills, `TERRIER_KILL_SEED` the seed.
@Suite(
    .serialized,
    .enabled(if: Requirement.has(.terraform, .moto, .python), "needs Terraform, moto and python3"))
struct KillTests {
    private static let kills = Machine.environment["TERRIER_KILLS"].flatMap { Int($0) }
    private static let seed =
        Machine.environment["TERRIER_KILL_SEED"].flatMap { UInt64($0) } ?? UInt64.random(in: 0...UInt64.max)

    @Test func killedRepairOfAStateIsKnownAndDoneWhenAskedAgain() async throws {
        try await BackendLab.with { lab in
            let kinds = try await StateKinds.with(lab)
            try await kill(Self.kills.map { $0 * 2 / 5 } ?? 3, of: kinds.units, in: kinds.stack)
        }
    }

    @Test func killedRepairOfResourcesIsKnownAndDoneWhenAskedAgain() async throws {
        try await OwnStack.with(
            ResourceKinds.code, ResourceKinds.configuration("http://127.0.0.1:9/"),
            prepare: {
                _ = try await $0.send("s3", [], [], method: "PUT", path: "/\(BackendLab.bucket)")
            }
        ) { own in
            try await PreflightServer.with(of: own.emulator.endpoint) { url in
                let text = try String(contentsOfFile: own.configuration, encoding: .utf8)
                try text.replacing("http://127.0.0.1:9/", with: "\(url)/").write(
                    toFile: own.configuration, atomically: true, encoding: .utf8)
                let kinds = ResourceKinds(own)
                try await kill(Self.kills.map { $0 * 3 / 5 } ?? 1, of: kinds.units, in: kinds.stack)
            }
        }
    }

    /// All units one after the other, from a random one on, until there were enough kills.
    private func kill(_ wanted: Int, of units: [[KilledKind]], in stack: KilledStack) async throws {
        _ = try await RunningService.with(stack.configuration) {
            try await $0.waitFor("snapshot of serial ")
        }
        var (random, counts) = (SeededKills(state: Self.seed), KillCounts())
        var turn = Int.random(in: units.indices, using: &random)
        while counts.injected < wanted, counts.missed <= wanted {
            for kind in units[turn % units.count] {
                let round = KillRound(stack, kind, &random)
                let before = (counts.injected, counts.lost)
                try await round.run(&counts)
                guard Self.kills != nil, counts.injected > before.0 else { continue }
                print(
                    "kill \(counts.injected): \(round.words): \(counts.lost > before.1 ? "lost" : "survived")"
                )
            }
            turn += 1
        }
        print(counts.line(Self.seed))
        #expect(counts.injected >= wanted && counts.lost == 0)
    }
}
