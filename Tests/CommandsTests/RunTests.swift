import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Commands

/// These tests do not depend on real time, except one: each test decides when the deadline and the grace time pass, and
/// ends before the ten minutes of the real deadline.
@Suite(.timeLimit(.minutes(5))) struct RunTests {
    private func shell(
        _ script: String, deadline: Duration = .seconds(600), grace: Duration = .seconds(1),
        limit: Int = 1 << 20,
        input: [UInt8] = []
    ) -> Command {
        Command(
            "/bin/bash", ["-c", script], environment: ["PATH": "/usr/bin:/bin"], input: input,
            deadline: deadline,
            grace: grace, limit: limit)
    }

    @Test func resultHasOutputErrorsAndExitCode() async throws {
        let result = try await run(shell("echo out; echo err >&2; exit 7"))
        #expect(result.status == .exited(7))
        #expect(result.output == Array("out\n".utf8))
        #expect(result.errorOutput == Array("err\n".utf8))
        #expect(!result.isTruncated && !result.succeeded)
    }

    @Test func childReadsItsInput() async throws {
        let input = [UInt8](repeating: 65, count: 300_000)
        let result = try await run(shell("wc -c", input: input))
        #expect(String(decoding: result.output, as: UTF8.self).contains("300000"))
    }

    @Test func childThatDoesNotReadItsInputIsNotAFault() async throws {
        let result = try await run(shell("exit 0", input: [UInt8](repeating: 65, count: 1_000_000)))
        #expect(result.status == .exited(0))
    }

    @Test func environmentIsNotInherited() async throws {
        let result = try await run(
            Command("/usr/bin/env", [], environment: ["A": "1"], deadline: .seconds(600)))
        #expect(result.output == Array("A=1\n".utf8))
    }

    @Test func allowListPassesNoSecrets() {
        let parent = [
            "PATH": "/bin", "AWS_SECRET_ACCESS_KEY": "s", "TF_VAR_password": "p", "LANG": "C",
            "LD_PRELOAD": "x",
        ]
        let allowed = AllowedEnvironment.make(from: parent, adding: ["MORE": "m"])
        #expect(allowed == ["PATH": "/bin", "LANG": "C", "MORE": "m"])
    }

    @Test func signalIsDistinguishedFromExitCode() async throws {
        #expect(try await run(shell("kill -9 $$")).status == .signalled(9))
    }

    @Test func outputBeyondTheLimitIsReadAndDropped() async throws {
        let result = try await run(shell("head -c 50000000 /dev/zero", limit: 1000))
        #expect(result.output.count == 1000 && result.isTruncated && result.status == .exited(0))
    }

    @Test func linesAreDeliveredInOrder() async throws {
        let (lines, continuation) = AsyncStream.makeStream(of: String.self)
        _ = try await run(shell("echo one; sleep 0.1; printf 'two\nthree'")) { continuation.yield($0) }
        continuation.finish()
        var all: [String] = []
        for await line in lines { all.append(line) }
        #expect(all == ["one", "two", "three"])
    }

    @Test func missingProgramIsReportedAsNotFound() async {
        await #expect(throws: CommandFault.notFound("no-such-program")) {
            try await run(Command("no-such-program", environment: ["PATH": "/bin"], deadline: .seconds(600)))
        }
    }

    @Test func missingDirectoryIsAFault() async {
        await #expect(throws: CommandFault.self) {
            try await run(
                Command(
                    "/bin/true", environment: [:], directory: "/no/such/directory", deadline: .seconds(600))
            )
        }
    }

    @Test func childGetsOneSIGINTAtTheDeadlineAndTimeToEnd() async throws {
        try await Machine.withDirectory { directory in
            let log = directory + "/log"
            let script = """
                trap 'echo int >>\(log); sleep 0.5; exit 3' INT; trap 'echo term >>\(log)' TERM
                touch \(directory)/begun; while :; do sleep 0.05; done
                """
            let clock = ChildClock(deadlinePassesWith: directory + "/begun")
            await #expect(throws: CommandFault.timedOut("/bin/bash", after: .seconds(8))) {
                try await run(
                    shell(script, deadline: .seconds(8), grace: .seconds(10)), sleep: clock.sleep)
            }
            let signals = try String(contentsOfFile: log, encoding: .utf8)
            #expect(signals == "int\n")
            #expect(clock.durations == [.seconds(8), .seconds(10)])
        }
    }

    @Test func childThatIgnoresSIGINTIsKilledAfterTheGrace() async throws {
        try await Machine.withDirectory { directory in
            let script = """
                trap 'touch \(directory)/interrupted' INT; trap '' TERM
                touch \(directory)/begun; while :; do sleep 0.05; done
                """
            // The grace time passes after the child has handled SIGINT and is still running.
            let clock = ChildClock(
                deadlinePassesWith: directory + "/begun", gracePassesWith: directory + "/interrupted")
            await #expect(throws: CommandFault.timedOut("/bin/bash", after: .milliseconds(200))) {
                try await run(
                    shell(script, deadline: .milliseconds(200), grace: .milliseconds(300)),
                    sleep: clock.sleep)
            }
            #expect(clock.durations == [.milliseconds(200), .milliseconds(300)])
        }
    }

    /// The only test in which both times really pass.
    @Test func realDeadlineAndGraceEndTheChild() async throws {
        await #expect(throws: CommandFault.timedOut("/bin/bash", after: .milliseconds(200))) {
            try await run(
                shell(
                    "trap '' INT TERM; while :; do sleep 0.05; done", deadline: .milliseconds(200),
                    grace: .milliseconds(300)))
        }
    }

    @Test func grandchildGetsNoSIGINTAndIsKilledAfterTheChildEnded() async throws {
        try await Machine.withDirectory { directory in
            let script = """
                (trap 'echo int >\(directory)/grandchild' INT TERM; echo $BASHPID >\(directory)/pid; while :; do sleep 0.05; done) &
                while [ ! -s \(directory)/pid ]; do sleep 0.02; done
                trap 'sleep 0.3; exit 0' INT
                touch \(directory)/begun; while :; do sleep 0.05; done
                """
            let clock = ChildClock(deadlinePassesWith: directory + "/begun")
            await #expect(throws: CommandFault.timedOut("/bin/bash", after: .seconds(8))) {
                try await run(
                    shell(script, deadline: .seconds(8), grace: .seconds(10)), sleep: clock.sleep)
            }
            let pid = try #require(
                Int32(String(contentsOfFile: directory + "/pid", encoding: .utf8).dropLast()))
            // It may be killed but not yet reaped by its new parent.
            while kill(pid, 0) == 0 && !isZombie(pid) { try await Task.sleep(for: .milliseconds(20)) }
            #expect(kill(pid, 0) != 0 || isZombie(pid))
            #expect(!FileManager.default.fileExists(atPath: directory + "/grandchild"))
        }
    }

    @Test func grandchildThatKeepsPipesOpenDoesNotDelayTheResult() async throws {
        let result = try await run(shell("(trap '' INT TERM HUP; sleep 600) & echo done"))
        #expect(result.status == .exited(0) && result.output == Array("done\n".utf8))
    }

    @Test func cancellationWaitsForTheChildToEnd() async throws {
        try await Machine.withDirectory { directory in
            let script =
                "trap 'sleep 0.4; touch \(directory)/ended; exit 0' INT; touch \(directory)/begun; while :; do sleep 0.05; done"
            let clock = ChildClock()
            let task = Task {
                try await run(shell(script, grace: .seconds(10)), sleep: clock.sleep)
            }
            while !FileManager.default.fileExists(atPath: directory + "/begun") {
                try await Task.sleep(for: .milliseconds(20))
            }
            task.cancel()
            await #expect(throws: CommandFault.cancelled("/bin/bash")) { try await task.value }
            #expect(FileManager.default.fileExists(atPath: directory + "/ended"))
            #expect(Set(clock.durations) == [.seconds(600), .seconds(10)])
        }
    }

    private func isZombie(_ pid: Int32) -> Bool {
        (try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8))?.contains(") Z ") ?? true
    }
}

/// A clock whose deadline and grace time pass when a file appears, so that the tests do not depend on the machine's load.
private final class ChildClock: Sendable {
    /// The durations of the waits, in order.
    var durations: [Duration] { waits.withLock { $0 } }
    private let waits = Mutex<[Duration]>([])
    /// The files whose appearance ends the first and the second wait; a wait without a file never ends.
    private let files: [String?]

    init(deadlinePassesWith begun: String? = nil, gracePassesWith interrupted: String? = nil) {
        files = [begun, interrupted]
    }

    /// Throws when its task is cancelled, like `Task.sleep`.
    @Sendable func sleep(_ duration: Duration) async throws {
        let number = waits.withLock { waits in
            waits.append(duration)
            return waits.count - 1
        }
        let file = number < files.count ? files[number] : nil
        while !(file.map(FileManager.default.fileExists) ?? false) {
            try await Task.sleep(for: .milliseconds(10))
        }
    }
}

@Suite struct LineSplitterTests {
    @Test func linesAreSplitIndependentlyOfChunks() {
        var splitter = LineSplitter()
        #expect(splitter.split(Array("a\nb".utf8)) == ["a"])
        #expect(splitter.split(Array("c\n\nd".utf8)) == ["bc", ""])
        #expect(splitter.rest == "d")
    }

    @Test func endlessLineIsBounded() {
        var splitter = LineSplitter()
        for _ in 0..<5 { _ = splitter.split([UInt8](repeating: 65, count: 1 << 19)) }
        #expect(splitter.rest?.utf8.count == LineSplitter.longest)
    }
}
