import Decisions
import Ledger
import Testing

@testable import Repairs

/// Commands of the user's own.
@Suite struct RunCommandTests {
    private static let flush = OwnCommand(
        name: "flush", arguments: ["/bin/flush", "--token", "pw-argument"], environment: ["X": "pw-variable"])

    private func with(
        mode: Mode = .act, _ body: (Stage, RepairRequest) async throws -> Void
    ) async throws {
        // Refused requests and dry runs of a rule count for the cooldown too.
        let settings = GuardrailSettings(cooldown: .zero, distrust: 90)
        try await Stage.with(mode: mode, guardrails: settings) { stage in
            stage.set {
                $0.commands = [Self.flush, OwnCommand(name: "other", arguments: ["/bin/other"])]
                $0.statuses[Stage.events] = .healthy
            }
            var request = stage.request(.run, addresses: [])
            request.rule = "stale"
            request.subject = "flush"
            try await body(stage, request)
        }
    }

    @Test func commandRunsAfterTheSnapshotAndIsRecordedWithoutItsArguments() async throws {
        try await with { stage, request in
            let last = await stage.perform(request)
            #expect(last.outcome == .repaired && last.message == "verified: flush exited with 0")
            #expect(stage.done.filter { $0.hasPrefix("run") } == ["run flush for s"])
            let stored = try #require(try await stage.book.repair(last.repair))
            #expect(stored.steps.contains("apply: running flush (/bin/flush with 2 arguments) [run flush]"))
            #expect(stored.steps.first { $0.hasPrefix("snapshot") } != nil)
            #expect(!"\(stored) \(Self.flush) \([Self.flush])".contains("pw-"))
        }
    }

    @Test(arguments: [
        (
            CommandEnding.exited(3, said: "no such cache"), RepairOutcome.notVerified,
            "exited with 3: no such cache"
        ),
        (.exited(1, said: ""), .notVerified, "exited with 1 and printed nothing"),
        (.stopped("was killed by signal 9"), .notVerified, "what it did is not known"),
        (.notStarted("/bin/flush: not found"), .failed, "was not started: /bin/flush: not found"),
    ])
    func everythingButExitCode0IsAFailure(row: (CommandEnding, RepairOutcome, String)) async throws {
        try await with { stage, request in
            stage.set { $0.ending = row.0 }
            let last = await stage.perform(request)
            #expect(last.outcome == row.1 && last.message.contains(row.2), "\(last)")
            // The breaker counts it.
            #expect(last.outcome?.isFailure == true)
        }
    }

    @Test func onlyWhatThisConfigurationHasIsRun() async throws {
        try await with { stage, request in
            for (subject, words) in [
                ("gone", "has no command 'gone'; it has flush, other"), ("other", "does not respond"),
            ] {
                var request = request
                request.subject = subject
                let last = await stage.perform(request)
                #expect(last.outcome == .refused && last.refusals.map(\.guardrail) == [.need])
                #expect(last.message.contains(words), "\(last.message)")
            }
            // A person may run each.
            var request = request
            (request.rule, request.incident, request.subject, request.why) = (nil, nil, "other", "to see it")
            #expect(await stage.perform(request).outcome == .repaired)
            #expect(stage.done.filter { $0.hasPrefix("run") } == ["run other for s"])
        }
    }

    @Test func ruleRunsItOnlyIfTheRepairersOwnReadingAgrees() async throws {
        try await with { stage, request in
            stage.set { $0.errorRate = 0 }
            var dry = request
            dry.apply = false
            for request in [request, dry] {
                let last = await stage.perform(request)
                #expect(last.refusals.map(\.guardrail) == [.need], "\(last.message)")
                #expect(last.message.contains("the repairer's own reading does not say"))
            }
            // A person's word does not depend on it.
            var request = request
            (request.rule, request.incident, request.why) = (nil, nil, "to see it")
            #expect(await stage.perform(request).outcome == .repaired)
        }
    }

    /// It makes no plan that would take the lock.
    @Test(arguments: [
        (LockStatus.unknown(Unknown(.notParsed, "an unreadable lock")), false),
        (.unknown(Unknown(.denied, "GetItem")), false),
        (.unknown(Unknown(.notAsked, "the backend has no lock")), true), (.free, true),
    ])
    func lockThatCannotBeReadHoldsItBack(row: (LockStatus, Bool)) async throws {
        try await with { stage, request in
            stage.set { $0.lock = row.0 }
            var request = request
            for why in [nil, "to see it"] {
                request.why = why
                let last = await stage.perform(request)
                #expect(
                    row.1 ? last.outcome == .repaired : last.refusals.map(\.guardrail) == [.lock],
                    "\(last.message)")
            }
        }
    }

    @Test func guardrailsAndDryRunsHoldItBack() async throws {
        try await with(mode: .observe) { stage, request in
            #expect(await stage.perform(request).refusals.map(\.guardrail) == [.mode])
            var request = request
            request.apply = false
            let last = await stage.perform(request)
            #expect(last.outcome == .wouldApply && last.actions == [.run("flush")])
            #expect(last.message == "would have run flush (/bin/flush with 2 arguments)")
        }
        try await with { stage, request in
            stage.set { $0.accountLater = .other(account: "2", expected: "1") }
            #expect(await stage.perform(request).refusals.map(\.guardrail) == [.account])
            #expect(!stage.done.contains { $0.hasPrefix("run") })
        }
    }
}
