import Foundation

/// A proxy in front of an emulated AWS that forwards all requests and records them.
public struct RecordingProxy: Sendable {
    public let url: String
    private let file: String

    /// The requests so far, in order.
    public func calls() throws -> [RecordedCall] {
        let text = try String(contentsOfFile: file, encoding: .utf8)
        return try text.split(separator: "\n").map {
            try JSONDecoder().decode(RecordedCall.self, from: Data($0.utf8))
        }
    }

    /// Runs a closure with such a proxy in front of an endpoint.
    public static func with<Value>(
        _ endpoint: String, _ body: (RecordingProxy) async throws -> Value
    ) async throws -> Value {
        try await Machine.withDirectory { directory in
            let file = directory + "/calls"
            try "".write(toFile: file, atomically: true, encoding: .utf8)
            return try await PythonServer.with(
                "recording proxy", PythonServer.proxy + program, [endpoint, file]
            ) { url in
                try await body(RecordingProxy(url: url, file: file))
            }
        }
    }

    private static let program = """
        import json, threading
        calls = open(sys.argv[2], "a", buffering=1)
        writing = threading.Lock()
        class Handler(Proxy):
            def process(self):
                length = int(self.headers.get("Content-Length") or 0)
                body = self.rfile.read(length)
                if len(body) < length:  # the client has disconnected; drop the request
                    self.close_connection = True
                    return
                scope = self.headers.get("Authorization", "").partition("Credential=")[2].split(",")[0].split("/")
                call = {"service": scope[3] if len(scope) > 3 else "", "region": scope[2] if len(scope) > 2 else "",
                        "method": self.command, "path": self.path.partition("?")[0], "query": self.path.partition("?")[2],
                        "target": self.headers.get("X-Amz-Target", ""), "body": body.decode("utf-8", "replace")}
                with writing: calls.write(json.dumps(call) + "\\n")
                self.pass_on(body)
        serve(Handler)
        """
}

/// One request as it was sent.
public struct RecordedCall: Decodable, Sendable, CustomStringConvertible {
    /// From the scope of the signature.
    public var service, region: String
    public var method, path, query: String
    /// `X-Amz-Target`
    public var target: String
    public var body: String

    public var description: String { "\(service) \(method) \(path) \(target)" }

    /// The body as a JSON object.
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
