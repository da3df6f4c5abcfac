import Commands
import Foundation

/// `terrier run` as a child process, with what it says and when.
actor WatcherProcess {
    private(set) var lines: [(text: String, at: ContinuousClock.Instant)] = []
    private var process: Task<Void, Never>?
    private var hasEnded = false
    private let output: DemoOutput

    init(output: DemoOutput) {
        self.output = output
    }

    func start(_ command: Command) {
        process = Task {
            _ = try? await run(
                command, onLine: nil,
                onErrorLine: { line in
                    await self.take(line)
                })
            self.end()
        }
    }

    /// Ends it as systemd would, and waits until it has.
    func stop() async {
        process?.cancel()
        await process?.value
    }

    private func take(_ line: String) async {
        lines.append((line, .now))
        await output.say("  terrier │ \(line)")
    }

    private func end() {
        hasEnded = true
    }

    var isRunning: Bool { process != nil && !hasEnded }
}
