import Foundation

/// Stands before an emulated AWS and lets everything through, until it is told to fail: then its errors say more than they
/// should, in every form that an error of AWS, or of something on the way to it, may have.
public struct TellingProxy: Sendable {
    public let url: String
    /// A folder of files: `mode` is what it does from now on (`clean`, `no-tables`, `slow-tables`, `no-answers`); `served` is
    /// what its errors held; `published` are the messages that SNS was sent.
    public let directory: String

    /// Runs a body with such a proxy before that endpoint.
    ///
    /// - Parameter secrets: what its errors tell, a few at a time and each in its turn.
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
        turns, busy = itertools.count(), threading.Lock()
        def forms(one, two, three):
            said = "cannot write " + one + ": the value '" + two + "' of password=" + three + " is not allowed"
            words = {"__type": "com.amazon.coral.validate#ValidationException", "message": said}
            xml = "<ErrorResponse><Error><Type>Sender</Type><Code>%s</Code><Message>%s</Message></Error></ErrorResponse>"
            return [
                (400, {}, json.dumps(words)),
                (403, {}, json.dumps({"__type": "AccessDeniedException", "Message": said})),
                (400, {}, json.dumps({"__type": one, "message": two})),
                (400, {}, json.dumps({"code": "cannot read " + one, "message": two})),
                (400, {"x-amzn-errortype": one + ":http://internal/" + two}, "{}"),
                (403, {}, xml % ("InvalidClientTokenId", said)),
                (400, {}, xml % (one, two)),
                (500, {}, "<html><body>" + said + "</body></html>"),
                (200, {}, said),
                (200, {}, json.dumps({"Table": said, "message": [one, two]})),
                (200, {}, json.dumps({"Table": {"TableName": one, "TableStatus": two},
                    "Configuration": {"LastUpdateStatus": "Failed", "LastUpdateStatusReasonCode": three}})),
                (200, {}, "<Answer><Account>%s</Account><Arn>%s</Arn></Answer>" % (one, two)),
                (307, {"Location": "http://127.0.0.1:1/" + one}, said),
                None,
            ]
        class Handler(Proxy):
            def tell(self, first):
                with busy:
                    words = [next(secrets) for _ in range(3)]
                    form = forms(*words)[0 if first else next(turns) % len(forms(*words))]
                    served.write(" ".join(words) + "\n")
                if form is None:
                    self.wfile.write(("this is no HTTP: " + " ".join(words) + "\r\n\r\n").encode())
                    self.close_connection = True
                    return
                status, headers, body = form
                self.answer(status, headers.items(), body.encode())
            def take(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                mode = open(directory + "/mode").read().strip()
                operation = self.headers.get("X-Amz-Target", "").rsplit(".", 1)[-1]
                if b"Action=Publish&" in body: published.write(body.decode() + "\n")
                if mode == "no-answers" or mode == "no-tables" and operation == "CreateTable":
                    return self.tell(mode == "no-tables")
                if mode == "slow-tables" and operation == "CreateTable":
                    time.sleep(10)
                    if self.has_gone(): return
                self.pass_on(body)
        serve(Handler)
        """#
}
