/// An S3 that has one object under every key, and misbehaves in the way that a file names: `whole`, a status, `cut N` for a response that ends
/// after N bytes although it announced all, `short N` for one that announces only these N, `html`.
public enum ObjectServer {
    /// Runs a closure with the server's URL.
    public static func with<Value>(
        modeIn file: String, object: String, _ body: (_ url: String) async throws -> Value
    ) async throws -> Value {
        try await PythonServer.with("object server", program, [file, object]) { try await body($0) }
    }

    private static let program = """
        import http.server, sys
        class Objects(http.server.BaseHTTPRequestHandler):
            def log_message(self, *a): pass
            def do_GET(self):
                mode = open(sys.argv[1]).read().split()
                body = open(sys.argv[2], "rb").read()
                status, size = 200, len(body)
                if mode[0].isdigit(): status, body, size = int(mode[0]), b"", 0
                if mode[0] == "html": body = b"<html>Welcome</html>"; size = len(body)
                if mode[0] == "cut": body = body[:int(mode[1])]
                if mode[0] == "short": body = body[:int(mode[1])]; size = len(body)
                self.send_response(status)
                self.send_header("Content-Length", str(size))
                self.send_header("ETag", '"tag"')
                self.end_headers()
                self.wfile.write(body)
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Objects)
        print(server.server_address[1])
        server.serve_forever()
        """
}
