import Commands
import Foundation
public import HTTP

/// moto, an emulator of AWS, as a child process on a port of this machine.
public final class Emulator: Sendable {
    /// `http://127.0.0.1:PORT`
    public let endpoint: String
    public let account: String
    private let process: Task<Void, Never>

    private init(endpoint: String, account: String, process: Task<Void, Never>) {
        self.endpoint = endpoint
        self.account = account
        self.process = process
    }

    /// Where `moto_server` is: named by `TERRIER_MOTO`, in the project's virtual environment, or found through `PATH`.
    public static func program(_ environment: [String: String], in directory: String) -> String? {
        var candidates = [environment["TERRIER_MOTO"], "\(directory)/.venv/bin/moto_server"].compactMap { $0 }
        candidates += (environment["PATH"] ?? "").split(separator: ":").map { "\($0)/moto_server" }
        return candidates.first { access($0, X_OK) == 0 }
    }

    /// One for as long as a body runs, and stopped afterwards however it ended.
    public static func with<Value>(
        _ program: String, environment: [String: String], http: HTTPClient,
        _ body: (Emulator) async throws -> Value
    ) async throws -> Value {
        let emulator = try await start(program, environment: environment, http: http)
        let result: Result<Value, any Error>
        do { result = .success(try await body(emulator)) } catch { result = .failure(error) }
        await emulator.stop()
        return try result.get()
    }

    /// Python runs it first, as a module `sitecustomize` on its path: an answer is then one segment.
    ///
    /// Werkzeug sends the header and the body each for itself. Where the body comes a third of a millisecond later, as on a busy
    /// machine, the provider's client for DynamoDB has closed the connection by then, and sends the request anew: a create that
    /// was carried out fails, as what it made exists (seen on the wire with provider 5.100;
    /// github.com/aws/aws-sdk-go-v2 issue 2737).
    private static let wholeAnswers = """
        try:
            from werkzeug.serving import WSGIRequestHandler
            WSGIRequestHandler.wbufsize = -1
        except ImportError:
            pass
        """

    /// Starts it and waits until it answers.
    ///
    /// - Parameter port: a free one is taken where nil.
    public static func start(
        _ program: String, environment: [String: String], account: String = "123456789012", port: Int? = nil,
        http: HTTPClient
    ) async throws -> Emulator {
        guard let port = port ?? freePort() else { throw DemoFault("no free port on 127.0.0.1") }
        let endpoint = "http://127.0.0.1:\(port)"
        let modules = try modules()
        let command = Command(
            program, ["-H", "127.0.0.1", "-p", "\(port)"],
            environment: AllowedEnvironment.make(
                from: environment,
                adding: [
                    "MOTO_ACCOUNT_ID": account, "PYENV_ROOT": environment["PYENV_ROOT"] ?? "",
                    "PYTHONPATH": modules, "PYTHONDONTWRITEBYTECODE": "1",
                ].filter { !$0.value.isEmpty }),
            // It lives as long as whoever started it wants.
            deadline: .seconds(86_400), grace: .seconds(2), limit: 64 << 10)
        let process = Task {
            _ = try? await run(command)
            try? FileManager.default.removeItem(atPath: modules)
        }
        let emulator = Emulator(endpoint: endpoint, account: account, process: process)
        for _ in 0..<150 {
            if (try? await http.send(HTTPRequest("GET", endpoint + "/moto-api/"), deadline: .seconds(2)))?
                .status == 200
            {
                try await emulator.configure(http)
                return emulator
            }
            try await Task.sleep(for: .milliseconds(200))
        }
        await emulator.stop()
        throw DemoFault(
            "moto_server did not answer on \(endpoint) within 30 s; run '\(program) -p \(port)' by hand")
    }

    /// A directory of Python modules for it.
    private static func modules() throws -> String {
        let path = NSTemporaryDirectory() + "terrier-emulator-\(UInt64.random(in: 0...UInt64.max))"
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        try wholeAnswers.write(toFile: path + "/sitecustomize.py", atomically: true, encoding: .utf8)
        return path
    }

    /// Functions are described and not run, so no Docker is needed.
    private func configure(_ http: HTTPClient) async throws {
        let body = Array(#"{"lambda":{"use_docker":false}}"#.utf8)
        let request = HTTPRequest(
            "POST", endpoint + "/moto-api/config", headers: [.init("Content-Type", "application/json")],
            body: body)
        guard try await http.send(request, deadline: .seconds(5)).status < 300 else {
            throw DemoFault("moto does not take its configuration; version 5.2 or newer is needed")
        }
    }

    /// Ends it, and returns once it has.
    public func stop() async {
        process.cancel()
        await process.value
    }

    private static func freePort() -> Int? {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
            }
        }
        return bound ? Int(UInt16(bigEndian: address.sin_port)) : nil
    }
}
