import Commands
import Foundation
import HTTP
import Synchronization

/// An HTTP server that misbehaves on purpose, as a child process.
public final class FaultServer: Sendable {
    /// The fault with which it responds to every request.
    public enum Fault: String, Sendable {
        case silent
        case html
        case throttled
        case serverError
        case denied
        case unknownNotFound
        case xmlFromTheEdge
        case huge
        case slowBody
        case garbage
        /// Status 200, with the body of the request.
        case echo
        case redirect
        /// Credentials, in the format of a container endpoint and of instance metadata.
        case credentials
        case cors
        /// A list of DynamoDB backups in which every page is empty and is not the last one.
        case endlessList
    }

    public let url: String
    private let received: Mutex<[String]>

    private init(url: String, received: consuming Mutex<[String]>) {
        self.url = url
        self.received = received
    }

    /// The requests so far, each as JSON: method, path, headers and body.
    public var requests: [[String: Any]] {
        received.withLock { $0 }.compactMap {
            (try? JSONSerialization.jsonObject(with: Data($0.utf8))) as? [String: Any]
        }
    }

    private func add(_ line: String) {
        received.withLock { $0.append(line) }
    }

    /// Runs a closure with such a server.
    public static func with<Value>(_ fault: Fault, _ body: (FaultServer) async throws -> Value) async throws
        -> Value
    {
        let (ports, continuation) = AsyncStream.makeStream(of: String.self)
        let command = Command(
            "python3", ["-u", "-c", program, fault.rawValue],
            environment: AllowedEnvironment.make(from: Machine.environment, adding: [:]),
            deadline: .seconds(600),
            grace: .seconds(1))
        let process = Task {
            _ = try? await run(command) { line in continuation.yield(line) }
            continuation.finish()
        }
        var iterator = ports.makeAsyncIterator()
        guard let port = await iterator.next() else {
            process.cancel()
            throw SupportFault("the fault server did not start; python3 is needed")
        }
        let server = FaultServer(url: "http://127.0.0.1:\(port)", received: Mutex([]))
        let collecting = Task { [iterator] in
            var iterator = iterator
            while let line = await iterator.next() { server.add(line) }
        }
        defer {
            process.cancel()
            collecting.cancel()
        }
        return try await body(server)
    }

    private static let program = """
        import http.server, json, socketserver, sys, time
        kind = sys.argv[1]
        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            def log_message(self, *a): pass
            def answer(self, status, body, headers={}):
                data = body if isinstance(body, bytes) else body.encode()
                self.send_response(status)
                for k, v in headers.items(): self.send_header(k, v)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)
            def handle_any(self):
                length = int(self.headers.get("Content-Length") or 0)
                body = self.rfile.read(length).decode("utf-8", "replace")
                print(json.dumps({"method": self.command, "path": self.path, "headers": dict(self.headers), "body": body}))
                if kind == "silent": time.sleep(60)
                elif kind == "html": self.answer(500, "<!DOCTYPE html><html><body>oops</body></html>")
                elif kind == "throttled": self.answer(400, '{"__type":"com.amazon.coral#ThrottlingException","message":"Rate exceeded"}')
                elif kind == "serverError": self.answer(503, '{"__type":"InternalServerError"}')
                elif kind == "denied": self.answer(403, '{"__type":"AccessDeniedException","Message":"secret words"}')
                elif kind == "unknownNotFound": self.answer(404, "<html>not found</html>")
                elif kind == "xmlFromTheEdge": self.answer(403, "<ErrorResponse><Error><Code>InvalidClientTokenId</Code></Error></ErrorResponse>")
                elif kind == "huge": self.answer(200, b"x" * (3 << 20))
                elif kind == "slowBody":
                    self.send_response(200); self.send_header("Content-Length", "100"); self.end_headers()
                    for _ in range(100):
                        self.wfile.write(b"x"); self.wfile.flush(); time.sleep(0.5)
                elif kind == "garbage":
                    self.wfile.write(b"this is no HTTP\\r\\n\\r\\n"); self.close_connection = True
                elif kind == "echo":
                    self.answer(200, body)
                elif kind == "redirect": self.answer(302, "", {"Location": "http://127.0.0.1:1/"})
                elif kind == "endlessList": self.answer(200, '{"BackupSummaries":[],"LastEvaluatedBackupArn":"arn:next"}')
                elif kind == "cors":
                    self.answer(204, "", {"Access-Control-Allow-Origin": "https://app.example"})
                elif kind == "credentials":
                    keys = json.dumps({"AccessKeyId": "AKIASERVED", "SecretAccessKey": "served", "Token": "t", "Expiration": "2099-01-01T00:00:00Z"})
                    if self.path == "/latest/api/token": self.answer(200, "TOKEN")
                    elif self.path.endswith("/security-credentials/"):
                        self.answer(200, "the-role") if self.headers.get("X-aws-ec2-metadata-token") == "TOKEN" else self.answer(401, "")
                    elif self.path == "/container" and self.headers.get("Authorization") != "let-me-in": self.answer(401, "")
                    else: self.answer(200, keys)
            do_GET = do_POST = do_PUT = do_DELETE = do_OPTIONS = do_HEAD = handle_any
        class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
            daemon_threads = True
        server = Server(("127.0.0.1", 0), Handler)
        print(server.server_address[1])
        server.serve_forever()
        """
}

/// Why the environment of a test could not be set up.
public struct SupportFault: Error, CustomStringConvertible {
    public let description: String

    public init(_ description: String) {
        self.description = description
    }
}
