import Commands
import Foundation

/// `terrier run` as a child process, with its lines of output and their times.
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
                    await self.add(line)
                })
            self.end()
        }
    }

    /// Stops it with a signal, as systemd does, and waits until it has ended.
    func stop() async {
        process?.cancel()
        await process?.value
    }

    private func add(_ line: String) async {
        lines.append((line, .now))
        await output.printLine("  terrier │ \(line)")
    }

    private func end() {
        hasEnded = true
    }

    var isRunning: Bool { process != nil && !hasEnded }
}
