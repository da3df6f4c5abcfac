import Commands
import Foundation
public import HTTP
import Synchronization

/// An HTTP server on the loopback interface that receives notices, as a child process. It checks signatures independently, with
/// Python's `hmac`, and responds with the status that `answer` sets.
public final class HookServer: Sendable {
    public struct Received: Sendable {
        public var method: String
        public var path: String
        /// The keys are the names in lower case.
        public var headers: [String: String]
        public var body: String
        /// Whether one of the signatures is valid for the server's secret.
        public var verified: Bool
        public var status: Int

        /// The body as a JSON object.
        public var document: [String: Any] {
            (try? JSONSerialization.jsonObject(with: Data(body.utf8))) as? [String: Any] ?? [:]
        }

        /// The body as a JSON list of objects.
        public var list: [[String: Any]] {
            (try? JSONSerialization.jsonObject(with: Data(body.utf8))) as? [[String: Any]] ?? []
        }
    }

    public let url: String
    private let lines: Mutex<[String]>
    private let http: HTTPClient

    private init(url: String, http: HTTPClient) {
        self.url = url
        self.http = http
        lines = Mutex([])
    }

    public var received: [Received] {
        lines.withLock { $0 }.compactMap { line in
            guard !line.hasPrefix(Self.control),
                let object = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
            else { return nil }
            return Received(
                method: object["method"] as? String ?? "", path: object["path"] as? String ?? "",
                headers: object["headers"] as? [String: String] ?? [:], body: object["body"] as? String ?? "",
                verified: object["verified"] as? Bool ?? false, status: object["status"] as? Int ?? 0)
        }
    }

    /// Waits until at least this number of requests was received, and returns all received requests. The server's lines may
    /// arrive shortly after its response.
    public func received(atLeast count: Int, within limit: Duration = .seconds(240)) async -> [Received] {
        let end = ContinuousClock.now + limit
        while ContinuousClock.now < end, received.count < count {
            try? await Task.sleep(for: .milliseconds(20))
        }
        return received
    }

    /// Sets the status of all further responses; 0 for no response. When this returns, all earlier requests are in `received`.
    public func answer(_ status: Int) async throws {
        let before = controlCount
        let request = HTTPRequest("PUT", "\(url)/control/\(status)")
        guard try await http.send(request, deadline: .seconds(240)).status == 204 else {
            throw SupportFault("the server did not accept the new status")
        }
        let end = ContinuousClock.now + .seconds(240)
        while controlCount == before {
            guard ContinuousClock.now < end else {
                throw SupportFault("the server did not confirm the new status")
            }
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    /// How many changes of the status the server has confirmed.
    private var controlCount: Int { lines.withLock { $0.count { $0.hasPrefix(Self.control) } } }
    private static let control = #"{"control""#

    /// - Parameter secret: the key of the signatures, as raw bytes in Base64.
    public static func with<Value>(
        secret: String = "", _ body: (HookServer, HTTPClient) async throws -> Value
    ) async throws -> Value {
        let (ports, continuation) = AsyncStream.makeStream(of: String.self)
        let command = Command(
            "python3", ["-u", "-c", program, secret],
            environment: AllowedEnvironment.make(from: Machine.environment, adding: [:]),
            deadline: .seconds(600), grace: .seconds(1))
        let process = Task {
            _ = try? await run(command) { continuation.yield($0) }
            continuation.finish()
        }
        var iterator = ports.makeAsyncIterator()
        guard let port = await iterator.next() else {
            process.cancel()
            throw SupportFault("the server did not start; python3 is needed")
        }
        let http = HTTPClient()
        let server = HookServer(url: "http://127.0.0.1:\(port)", http: http)
        let collecting = Task { [iterator] in
            var iterator = iterator
            while let line = await iterator.next() { server.lines.withLock { $0.append(line) } }
        }
        let result: Result<Value, any Error>
        do { result = .success(try await body(server, http)) } catch { result = .failure(error) }
        process.cancel()
        collecting.cancel()
        await http.shutdown()
        return try result.get()
    }

    private static let program = """
        import base64, hashlib, hmac, http.server, json, socketserver, sys, time
        secret = base64.b64decode(sys.argv[1])
        answer = {"status": 200}
        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            def log_message(self, *a): pass
            def reply(self, status):
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()
            def log(self, entry):
                sys.stdout.write(json.dumps(entry) + "\\n")  # one write, because requests are served concurrently
            def do_PUT(self):
                answer["status"] = int(self.path.split("/")[-1])
                self.log({"control": answer["status"]})
                self.reply(204)
            def verified(self, body):
                h = self.headers
                signed = ("%s.%s." % (h.get("webhook-id"), h.get("webhook-timestamp"))).encode() + body
                wanted = base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode()
                return "v1," + wanted in (h.get("webhook-signature") or "").split(" ")
            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                status = answer["status"]
                self.log({"method": self.command, "path": self.path, "body": body.decode("utf-8", "replace"),
                    "headers": {k.lower(): v for k, v in self.headers.items()}, "verified": self.verified(body),
                    "status": status})
                if status == 0: time.sleep(120)
                else: self.reply(status)
            do_GET = do_POST
        class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
            daemon_threads = True
        server = Server(("127.0.0.1", 0), Handler)
        print(server.server_address[1])
        server.serve_forever()
        """
}
