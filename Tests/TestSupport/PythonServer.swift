import Commands
import Foundation

/// A server in Python, as a child process that first prints its port.
enum PythonServer {
    /// Runs a closure with the server's URL while the server runs.
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

    /// The common beginning of the proxy programs. Their first argument is the URL of the server behind the proxy. Each program
    /// defines a subclass of `Proxy` with a method `process`, which is called for every request, and serves it.
    static let proxy = """
        import http.server, socket, socketserver, sys, urllib.error, urllib.request
        class Proxy(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            # A response is sent in one segment, as the emulator does.
            wbufsize = -1
            def log_message(self, *a): pass
            def answer(self, status, headers, body):
                self.send_response(status)
                for name, value in headers:
                    if name.lower() not in ("content-length", "transfer-encoding", "connection", "server", "date"):
                        self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                if self.command != "HEAD": self.wfile.write(body)
            def pass_on(self, body):
                request = urllib.request.Request(
                    sys.argv[1] + self.path, body or None, dict(self.headers), method=self.command)
                try:
                    with urllib.request.urlopen(request, timeout=60) as response:
                        self.answer(response.status, response.getheaders(), response.read())
                except urllib.error.HTTPError as error:
                    self.answer(error.code, error.headers.items(), error.read())
            def is_disconnected(self):
                # If the client has disconnected meanwhile, its request is dropped.
                try: return self.connection.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) == b""
                except BlockingIOError: return False
            def process_any(self): self.process()
            do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = do_PATCH = do_OPTIONS = process_any
        def serve(handler):
            class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
                daemon_threads = True
            server = Server(("127.0.0.1", 0), handler)
            print(server.server_address[1])
            server.serve_forever()

        """
}
