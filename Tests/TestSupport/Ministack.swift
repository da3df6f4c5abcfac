import Commands
import Foundation

/// ministack, a second emulator of AWS, as a child process on a free local port. Unlike moto it records calls for CloudTrail.
public enum Ministack {
    /// The program; nil if it is not installed.
    public static var program: String? {
        let path =
            Machine.environment["TERRIER_MINISTACK"] ?? "\(Machine.project)/.venv/ministack/bin/ministack"
        return access(path, X_OK) == 0 ? path : nil
    }

    /// Runs a closure with the URL of a new emulated AWS, which is stopped afterwards.
    public static func with<Value>(_ body: (_ endpoint: String) async throws -> Value) async throws -> Value {
        guard let program else { throw SupportFault("ministack: not found; 'make test' installs it") }
        let (endpoints, continuation) = AsyncStream.makeStream(of: String.self)
        let command = Command(
            program, [],
            environment: AllowedEnvironment.make(
                from: Machine.environment,
                adding: [
                    "BIND_HOST": "127.0.0.1", "GATEWAY_PORT": "0", "CLOUDTRAIL_RECORDING": "1",
                    "MINISTACK_ACCOUNT_ID": "123456789012", "PYTHONDONTWRITEBYTECODE": "1",
                    "PYTHONUNBUFFERED": "1",
                ]),
            // It runs until it is stopped.
            deadline: .seconds(3600), grace: .seconds(5), limit: 1 << 20)
        let line: @Sendable (String) async -> Void = { line in
            if let match = line.firstMatch(of: /Running on (http:\/\/127\.0\.0\.1:\d+)/) {
                continuation.yield(String(match.1))
            }
        }
        let process = Task {
            _ = try? await run(command, onLine: line, onErrorLine: line)
            continuation.finish()
        }
        let result: Result<Value, any Error>
        do {
            guard let endpoint = await endpoints.first(where: { _ in true }) else {
                throw SupportFault("ministack did not start")
            }
            result = .success(try await body(endpoint))
        } catch {
            result = .failure(error)
        }
        process.cancel()
        await process.value
        return try result.get()
    }
}
