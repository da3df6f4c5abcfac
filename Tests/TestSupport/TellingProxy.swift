import Foundation

/// A proxy in front of an emulated AWS that forwards all requests until `mode` makes it fail. Its errors then contain secrets, in
/// every form that an error of AWS, or of a proxy on the way to AWS, may have.
public struct TellingProxy: Sendable {
    public let url: String
    /// A directory with files: `mode`, what the proxy does from now on (`clean`, `no-tables`, `slow-tables`, `no-answers`);
    /// `served`, the secrets that its errors contained; `published`, the messages that were sent to SNS.
    public let directory: String

    /// Runs a closure with such a proxy in front of an endpoint.
    ///
    /// - Parameter secrets: the words for the errors, three per error, in turn.
    public static func with<Value>(
        _ endpoint: String, in directory: String, telling secrets: [String],
        _ body: (TellingProxy) async throws -> Value
    ) async throws -> Value {
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        for (name, text) in [
            ("mode", "clean"), ("served", ""), ("published", ""),
            ("secrets", secrets.joined(separator: "\n")),
        ] { try text.write(toFile: "\(directory)/\(name)", atomically: false, encoding: .utf8) }
        return try await PythonServer.with(
            "telling proxy", PythonServer.proxy + program, [endpoint, directory]
        ) { url in
            try await body(TellingProxy(url: url, directory: directory))
        }
    }

    private static let program = #"""
        import itertools, json, threading, time
        directory = sys.argv[2]
        secrets = itertools.cycle(open(directory + "/secrets").read().split())
        served = open(directory + "/served", "a", buffering=1)
        published = open(directory + "/published", "a", buffering=1)
        count, lock = itertools.count(), threading.Lock()
        def forms(one, two, three):
            text = "cannot write " + one + ": the value '" + two + "' of password=" + three + " is not allowed"
            words = {"__type": "com.amazon.coral.validate#ValidationException", "message": text}
            xml = "<ErrorResponse><Error><Type>Sender</Type><Code>%s</Code><Message>%s</Message></Error></ErrorResponse>"
            return [
                (400, {}, json.dumps(words)),
                (403, {}, json.dumps({"__type": "AccessDeniedException", "Message": text})),
                (400, {}, json.dumps({"__type": one, "message": two})),
                (400, {}, json.dumps({"code": "cannot read " + one, "message": two})),
                (400, {"x-amzn-errortype": one + ":http://internal/" + two}, "{}"),
                (403, {}, xml % ("InvalidClientTokenId", text)),
                (400, {}, xml % (one, two)),
                (500, {}, "<html><body>" + text + "</body></html>"),
                (200, {}, text),
                (200, {}, json.dumps({"Table": text, "message": [one, two]})),
                (200, {}, json.dumps({"Table": {"TableName": one, "TableStatus": two},
                    "Configuration": {"LastUpdateStatus": "Failed", "LastUpdateStatusReasonCode": three}})),
                (200, {}, "<Answer><Account>%s</Account><Arn>%s</Arn></Answer>" % (one, two)),
                (307, {"Location": "http://127.0.0.1:1/" + one}, text),
                None,
            ]
        class Handler(Proxy):
            def fail(self, first):
                with lock:
                    words = [next(secrets) for _ in range(3)]
                    form = forms(*words)[0 if first else next(count) % len(forms(*words))]
                    served.write(" ".join(words) + "\n")
                if form is None:
                    self.wfile.write(("this is no HTTP: " + " ".join(words) + "\r\n\r\n").encode())
                    self.close_connection = True
                    return
                status, headers, body = form
                self.answer(status, headers.items(), body.encode())
            def process(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                mode = open(directory + "/mode").read().strip()
                operation = self.headers.get("X-Amz-Target", "").rsplit(".", 1)[-1]
                if b"Action=Publish&" in body: published.write(body.decode() + "\n")
                if mode == "no-answers" or mode == "no-tables" and operation == "CreateTable":
                    return self.fail(mode == "no-tables")
                if mode == "slow-tables" and operation == "CreateTable":
                    time.sleep(10)
                    if self.is_disconnected(): return
                self.pass_on(body)
        serve(Handler)
        """#
}
