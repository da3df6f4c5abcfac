import Foundation

/// Stands before an emulated AWS, lets everything through, and writes down what was asked.
public struct RecordingProxy: Sendable {
    public let url: String
    private let file: String

    /// What was asked so far, in order.
    public func calls() throws -> [RecordedCall] {
        let text = try String(contentsOfFile: file, encoding: .utf8)
        return try text.split(separator: "\n").map {
            try JSONDecoder().decode(RecordedCall.self, from: Data($0.utf8))
        }
    }

    /// Runs a body with such a proxy before that endpoint.
    public static func with<Value>(
        _ endpoint: String, _ body: (RecordingProxy) async throws -> Value
    ) async throws -> Value {
        try await Machine.withDirectory { directory in
            let file = directory + "/calls"
            try "".write(toFile: file, atomically: true, encoding: .utf8)
            return try await PythonServer.with("recording proxy", program, [endpoint, file]) { url in
                try await body(RecordingProxy(url: url, file: file))
            }
        }
    }

    private static let program = """
        import http.server, json, socketserver, sys, threading, urllib.error, urllib.request
        behind, calls = sys.argv[1], open(sys.argv[2], "a", buffering=1)
        writing = threading.Lock()
        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            def log_message(self, *a): pass
            def answer(self, status, headers, body):
                self.send_response(status)
                for name, value in headers:
                    if name.lower() not in ("content-length", "transfer-encoding", "connection", "server", "date"):
                        self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                if self.command != "HEAD": self.wfile.write(body)
            def pass_on(self):
                length = int(self.headers.get("Content-Length") or 0)
                body = self.rfile.read(length)
                if len(body) < length:  # whoever asked has gone, and asked nothing
                    self.close_connection = True
                    return
                scope = self.headers.get("Authorization", "").partition("Credential=")[2].split(",")[0].split("/")
                call = {"service": scope[3] if len(scope) > 3 else "", "region": scope[2] if len(scope) > 2 else "",
                        "method": self.command, "path": self.path.partition("?")[0], "query": self.path.partition("?")[2],
                        "target": self.headers.get("X-Amz-Target", ""), "body": body.decode("utf-8", "replace")}
                with writing: calls.write(json.dumps(call) + "\\n")
                request = urllib.request.Request(behind + self.path, body or None, dict(self.headers), method=self.command)
                try:
                    with urllib.request.urlopen(request, timeout=60) as response:
                        self.answer(response.status, response.getheaders(), response.read())
                except urllib.error.HTTPError as error:
                    self.answer(error.code, error.headers.items(), error.read())
            do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = do_PATCH = do_OPTIONS = pass_on
        class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
            daemon_threads = True
        server = Server(("127.0.0.1", 0), Handler)
        print(server.server_address[1])
        server.serve_forever()
        """
}

/// One request as it was on the wire.
public struct RecordedCall: Decodable, Sendable, CustomStringConvertible {
    /// As the signature's scope names them.
    public var service, region: String
    public var method, path, query: String
    /// `X-Amz-Target`
    public var target: String
    public var body: String

    public var description: String { "\(service) \(method) \(path) \(target)" }

    /// The body as one JSON object.
    var json: [String: Any] {
        (try? JSONSerialization.jsonObject(with: Data(body.utf8))) as? [String: Any] ?? [:]
    }

    /// The body as a form.
    var form: [String: String] {
        let pairs = body.split(separator: "&").map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1).map {
                $0.replacing("+", with: " ").removingPercentEncoding ?? ""
            }
            return (parts.first ?? "", parts.count > 1 ? parts[1] : "")
        }
        return Dictionary(pairs) { first, _ in first }
    }
}
