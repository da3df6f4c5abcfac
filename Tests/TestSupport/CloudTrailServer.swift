import Foundation

/// An event history like CloudTrail's, as a child process: it answers LookupEvents with recorded events, by resource name.
public enum CloudTrailServer {
    /// Runs a closure with the URL of such a server.
    ///
    /// - Parameters:
    ///   - events: the events of each resource name, newest first, in the form of LookupEvents' response.
    ///   - page: the most events in one response.
    public static func with<Value>(
        _ events: [String: [[String: Any]]], page: Int = 50, _ body: (_ url: String) async throws -> Value
    ) async throws -> Value {
        let document = try JSONSerialization.data(withJSONObject: events)
        return try await PythonServer.with(
            "event history", program, [String(decoding: document, as: UTF8.self), String(page)], body)
    }

    private static let program = """
        import http.server, json, sys
        history, page = json.loads(sys.argv[1]), int(sys.argv[2])
        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = -1
            def log_message(self, *a): pass
            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                operation = self.headers.get("X-Amz-Target", "")
                attributes = body.get("LookupAttributes", [])
                if not operation.endswith("CloudTrail_20131101.LookupEvents") or len(attributes) != 1 \\
                        or attributes[0]["AttributeKey"] != "ResourceName":
                    return self.answer(400, {"__type": "InvalidLookupAttributesException"})
                events = [event for event in history.get(attributes[0]["AttributeValue"], [])
                          if body["StartTime"] <= event["EventTime"] <= body["EndTime"]]
                start = int(body.get("NextToken", 0))
                answer = {"Events": events[start:start + page]}
                if start + page < len(events): answer["NextToken"] = str(start + page)
                self.answer(200, answer)
            def answer(self, status, document):
                data = json.dumps(document).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/x-amz-json-1.1")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        print(server.server_address[1], flush=True)
        server.serve_forever()
        """
}
