import Foundation

/// A server for Terraform's HTTP backend. How it answers is in a file: `ok`, a status, `html` for a page in place of the state, or
/// `full`, which refuses to store one.
public enum StateServer {
    /// Runs a closure with the server's URL, which ends in the name of the state.
    public static func with<Value>(
        modeIn file: String, _ body: (_ url: String) async throws -> Value
    ) async throws -> Value {
        try await PythonServer.with("state server", program, [file]) { try await body($0 + "/state") }
    }

    private static let program = """
        import http.server, sys
        kept = {}
        class State(http.server.BaseHTTPRequestHandler):
            def log_message(self, *a): pass
            def answer(self, status, body=b""):
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            def do_GET(self):
                mode = open(sys.argv[1]).read().strip()
                if mode == "html": return self.answer(200, b"<html>token=glpat-XyZ0123456789abcdef</html>")
                if mode.isdigit(): return self.answer(int(mode), b"{}")
                if "state" in kept: return self.answer(200, kept["state"])
                self.answer(404)
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if open(sys.argv[1]).read().strip() == "full": return self.answer(507)
                kept["state"] = body
                self.answer(200)
        server = http.server.HTTPServer(("127.0.0.1", 0), State)
        print(server.server_address[1])
        server.serve_forever()
        """
}
