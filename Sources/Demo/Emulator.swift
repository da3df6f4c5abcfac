import Commands
import Foundation
public import HTTP

/// moto, an emulator of AWS, as a child process that listens on a local port.
public final class Emulator: Sendable {
    /// `http://127.0.0.1:PORT`
    public let endpoint: String
    public let account: String
    private let process: Task<String, Never>

    private init(endpoint: String, account: String, process: Task<String, Never>) {
        self.endpoint = endpoint
        self.account = account
        self.process = process
    }

    /// The path of `moto_server`: from `TERRIER_MOTO`, in the project's virtual environment, or in `PATH`; nil if there is none.
    public static func program(_ environment: [String: String], in directory: String) -> String? {
        var candidates = [environment["TERRIER_MOTO"], "\(directory)/.venv/bin/moto_server"].compactMap { $0 }
        candidates += (environment["PATH"] ?? "").split(separator: ":").map { "\($0)/moto_server" }
        return candidates.first { access($0, X_OK) == 0 }
    }

    /// Runs a closure with an emulator, and stops the emulator afterwards, also if the closure throws.
    public static func with<Value>(
        _ program: String, environment: [String: String], severalAccounts: Bool = false, http: HTTPClient,
        startsWithin limit: Duration = .seconds(30), _ body: (Emulator) async throws -> Value
    ) async throws -> Value {
        let emulator = try await start(
            program, environment: environment, severalAccounts: severalAccounts, http: http, within: limit)
        let result: Result<Value, any Error>
        do { result = .success(try await body(emulator)) } catch { result = .failure(error) }
        await emulator.stop()
        return try result.get()
    }

    /// A Python module `sitecustomize`, which Python loads at start: with it a response is sent in one segment.
    ///
    /// Without it Werkzeug sends headers and body separately. If the body arrives a third of a millisecond later, as happens on a
    /// busy machine, the provider's DynamoDB client has already closed the connection and sends the request again. A create request
    /// that succeeded then fails, because the table exists (seen on the wire with provider 5.100; github.com/aws/aws-sdk-go-v2
    /// issue 2737).
    private static let sendWholeResponses = """
        try:
            from werkzeug.serving import WSGIRequestHandler
            WSGIRequestHandler.wbufsize = -1
        except ImportError:
            pass
        """

    /// Starts the emulator on a free port, which it prints, and waits until it accepts requests.
    ///
    /// - Parameters:
    ///   - account: the only account.
    ///   - severalAccounts: the credentials of an assumed role belong to the role's account instead; all others to the account
    ///     123456789012.
    /// - Throws: `DemoFault` if it does not start within the limit.
    public static func start(
        _ program: String, environment: [String: String], account: String = "123456789012",
        severalAccounts: Bool = false, http: HTTPClient,
        within limit: Duration = .seconds(30)
    ) async throws -> Emulator {
        let modules = try modules()
        let command = Command(
            program, ["-H", "127.0.0.1", "-p", "0"],
            environment: AllowedEnvironment.make(
                from: environment,
                adding: [
                    "MOTO_ACCOUNT_ID": severalAccounts ? "" : account,
                    "PYENV_ROOT": environment["PYENV_ROOT"] ?? "",
                    "PYTHONPATH": modules, "PYTHONDONTWRITEBYTECODE": "1",
                    // Seconds until a certificate is validated; moto's default is 60.
                    "MOTO_ACM_VALIDATION_WAIT": "1",
                ].filter { !$0.value.isEmpty }),
            // It runs until it is stopped.
            deadline: .seconds(86_400), grace: .seconds(2), limit: 64 << 10)
        let (endpoints, continuation) = AsyncStream.makeStream(of: String.self)
        let process = Task {
            let ended = try? await run(
                command, onErrorLine: { line in endpoint(in: line).map { _ = continuation.yield($0) } })
            try? FileManager.default.removeItem(atPath: modules)
            continuation.finish()
            return ended.map { String(decoding: $0.errorOutput, as: UTF8.self) } ?? ""
        }
        let timeout = Task {
            try await Task.sleep(for: limit)
            process.cancel()
        }
        defer { timeout.cancel() }
        guard let endpoint = await endpoints.first(where: { _ in true }) else {
            process.cancel()
            let last = await process.value.split(separator: "\n").last
            try Task.checkCancellation()
            throw DemoFault(
                "moto_server did not start\(last.map { " (\($0))" } ?? " within \(limit.components.seconds) s"); run '\(program) -p 0' manually"
            )
        }
        let emulator = Emulator(endpoint: endpoint, account: account, process: process)
        do {
            try await emulator.configure(http)
        } catch {
            await emulator.stop()
            throw error
        }
        return emulator
    }

    /// The address in ` * Running on http://127.0.0.1:38123`.
    private static func endpoint(in line: String) -> String? {
        line.firstMatch(of: /Running on (http:\/\/127\.0\.0\.1:\d+)/).map { String($0.1) }
    }

    /// Makes a directory with the Python module above.
    private static func modules() throws -> String {
        let path = try TemporaryDirectory.make("terrier-emulator")
        try sendWholeResponses.write(toFile: path + "/sitecustomize.py", atomically: true, encoding: .utf8)
        return path
    }

    /// Turns off running of Lambda functions, so that no Docker is needed.
    private func configure(_ http: HTTPClient) async throws {
        let body = Array(#"{"lambda":{"use_docker":false}}"#.utf8)
        let request = HTTPRequest(
            "POST", endpoint + "/moto-api/config", headers: [.init("Content-Type", "application/json")],
            body: body)
        guard try await http.send(request, deadline: .seconds(30)).status < 300 else {
            throw DemoFault("moto rejected its configuration; version 5.2 or newer is needed")
        }
    }

    /// Stops the emulator and returns after it has ended.
    public func stop() async {
        process.cancel()
        _ = await process.value
    }
}
