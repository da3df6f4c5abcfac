/// A lock table and a bucket in the memory of a child process, with the conditional writes of DynamoDB and, where asked for, of S3.
/// It carries a write out and then answers 500, as often as asked.
public enum WriteServer {
    /// Runs a closure with the URL of such a server.
    ///
    /// - Parameters:
    ///   - lost: the operations whose first answer is lost, such as `PutItem`; once more for each further time that it is named.
    ///   - changes: after the lost `DeleteObject`, somebody else's object is there.
    ///   - knowsIfMatch: whether an object is only deleted under its entity tag.
    public static func with<Value>(
        losing lost: [String], changes: Bool = false, knowsIfMatch: Bool = true,
        _ body: (_ url: String) async throws -> Value
    ) async throws -> Value {
        try await PythonServer.with(
            "write server", program,
            [lost.joined(separator: ","), changes ? "yes" : "no", knowsIfMatch ? "yes" : "no"], body)
    }

    private static let program = """
        import hashlib, http.server, json, sys
        lost, items, objects = sys.argv[1].split(","), {}, {}
        changes, knows = sys.argv[2] == "yes", sys.argv[3] == "yes"
        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = -1
            def log_message(self, *a): pass
            def answer(self, operation, status, body=b"", headers=()):
                if operation in lost:
                    lost.remove(operation)
                    if changes and operation == "DeleteObject": objects[self.path] = b"newer"
                    status, body, headers = 500, b"", ()
                self.send_response(status)
                for name, value in headers: self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            def body(self): return self.rfile.read(int(self.headers.get("Content-Length") or 0))
            def do_POST(self):
                data, operation = json.loads(self.body()), self.headers["X-Amz-Target"].rsplit(".", 1)[-1]
                item = data.get("Item") or data["Key"]
                key = item["LockID"]["S"]
                unmet = b'{"__type":"ConditionalCheckFailedException"}'
                if operation == "GetItem":
                    return self.answer(operation, 200, json.dumps({"Item": items[key]} if key in items else {}).encode())
                if operation == "PutItem":
                    met = key not in items
                    if met: items[key] = item
                else:
                    name, value = data["ExpressionAttributeNames"]["#a"], data["ExpressionAttributeValues"][":a"]
                    met = items.get(key, {}).get(name) == value
                    if met: del items[key]
                self.answer(operation, 200 if met else 400, b"{}" if met else unmet)
            def tag(self): return '"' + hashlib.md5(objects[self.path]).hexdigest() + '"'
            def do_PUT(self):
                if self.path == "/items":
                    item = json.loads(self.body())["Item"]
                    items[item["LockID"]["S"]] = item
                    return self.answer("PutObject", 200)
                objects[self.path] = self.body()
                self.answer("PutObject", 200)
            def do_GET(self):
                if self.path not in objects: return self.answer("GetObject", 404, b"<Error><Code>NoSuchKey</Code></Error>")
                self.answer("GetObject", 200, objects[self.path], [("ETag", self.tag())])
            def do_DELETE(self):
                if self.path not in objects: return self.answer("DeleteObject", 404, b"<Error><Code>NoSuchKey</Code></Error>")
                if knows and self.headers.get("If-Match", self.tag()) != self.tag(): return self.answer("DeleteObject", 412)
                del objects[self.path]
                self.answer("DeleteObject", 204)
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        print(server.server_address[1], flush=True)
        server.serve_forever()
        """
}
