import Decisions
import Foundation
import Repairs
import TestSupport
import Testing

@testable import Watchdog

/// Commands of the user's own, as real processes.
@Suite struct OwnCommandTests {
    private func ending(
        _ arguments: [String], timeout: Duration = .seconds(60), in environment: [String: String] = [:]
    )
        async -> CommandEnding
    {
        let request = RepairRequest(
            stack: "s", kind: .run, rule: "stale", addresses: [], subject: "x", apply: true,
            requestedBy: "test", configuration: "c", askedAt: MachineClock.now())
        return await OwnCommandRun.run(
            OwnCommand(name: "x", arguments: arguments, timeout: timeout, environment: ["OWN": "o"]), request,
            in: environment)
    }

    @Test func environmentIsAllowListed() async throws {
        let script =
            "test -z \"$AWS_SECRET_ACCESS_KEY$TERRIER_INCIDENT\" && test \"$OWN $TERRIER_STACK $TERRIER_RULE $PWD\" = 'o s stale /'"
        let seen = await ending(
            ["/bin/sh", "-c", script], in: ["AWS_SECRET_ACCESS_KEY": "pw-x", "PATH": "/usr/bin:/bin"])
        #expect(seen == .exited(0, said: ""))
    }

    @Test func lastLineIsSaidWithoutSecrets() async throws {
        let seen = await ending([
            "/bin/sh", "-c", "echo out; echo first >&2; echo 'no cache, password=pw-x' >&2; exit 3",
        ])
        guard case .exited(3, let said) = seen else {
            Issue.record("\(seen)")
            return
        }
        #expect(said.hasPrefix("no cache,") && !said.contains("pw-x"))
    }

    @Test func endOfTheTimeAndMissingProgramsAreTold() async throws {
        #expect(
            await ending(["/bin/sleep", "60"], timeout: .seconds(1))
                == .stopped("did not end within 1s and was stopped"))
        #expect(await ending(["/bin/sh", "-c", "kill -9 $$"]) == .stopped("was killed by signal 9"))
        guard case .notStarted(let why) = await ending(["/nowhere/x"]) else {
            Issue.record("it was started")
            return
        }
        #expect(why.hasPrefix("/nowhere/x: not found"))
    }
}
