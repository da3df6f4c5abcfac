import Commands
import Foundation

/// A server of some lines of Python, as a child process: it prints its port first.
enum PythonServer {
    /// Runs a body while the server does, with the server's address.
    static func with<Value>(
        _ name: String, _ program: String, _ arguments: [String],
        _ body: (_ url: String) async throws -> Value
    ) async throws -> Value {
        let (lines, continuation) = AsyncStream.makeStream(of: String.self)
        let command = Command(
            "python3", ["-u", "-c", program] + arguments,
            environment: AllowedEnvironment.make(from: Machine.environment, adding: [:]),
            deadline: .seconds(900), grace: .seconds(1))
        let process = Task {
            _ = try? await run(command) { line in continuation.yield(line) }
            continuation.finish()
        }
        defer { process.cancel() }
        var iterator = lines.makeAsyncIterator()
        guard let port = await iterator.next() else {
            throw SupportFault("the \(name) did not start; python3 is needed")
        }
        return try await body("http://127.0.0.1:\(port)")
    }
}
