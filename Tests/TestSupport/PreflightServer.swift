/// A server that answers preflight requests as the HTTP API of an emulator is configured: the emulator does not serve its APIs.
public enum PreflightServer {
    /// Runs a closure with the server's URL.
    ///
    /// - Parameter endpoint: the URL of the emulator.
    public static func with<Value>(
        of endpoint: String, _ body: (_ url: String) async throws -> Value
    ) async throws -> Value {
        try await PythonServer.with("preflight server", program, [endpoint], body)
    }

    private static let program = """
        import http.server, json, sys, urllib.request
        class API(http.server.BaseHTTPRequestHandler):
            def log_message(self, *a): pass
            def do_OPTIONS(self):
                about = {"Authorization": "AWS4-HMAC-SHA256 Credential=testing/20260101/us-east-1/apigateway/aws4_request"}
                request = urllib.request.Request(sys.argv[1] + "/v2/apis", headers=about)
                with urllib.request.urlopen(request, timeout=30) as response: items = json.load(response)["items"]
                allowed = (items[0].get("corsConfiguration") or {}).get("allowOrigins") or [] if items else []
                origin = self.headers["Origin"]
                self.send_response(204)
                if "*" in allowed: self.send_header("Access-Control-Allow-Origin", "*")
                elif origin in allowed: self.send_header("Access-Control-Allow-Origin", origin)
                self.send_header("Content-Length", "0")
                self.end_headers()
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), API)
        print(server.server_address[1])
        server.serve_forever()
        """
}
