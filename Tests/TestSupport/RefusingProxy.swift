import Foundation

/// A proxy in front of an emulated AWS that forwards all requests except the listed operations. It can refuse them with 403 for
/// every caller, as a policy of an organisation does; delay them, as a busy AWS does; or drop their responses.
public struct RefusingProxy: Sendable {
    public let url: String
    /// Contains the file `list`, with a line for each operation: its name to refuse it, name and seconds to delay it, name and
    /// `lose` to drop the response of AWS.
    public let directory: String
    public static let list = "list"

    /// Refuses from now on the operations with these names at the end of `X-Amz-Target`, such as `CreateTable`; none if empty.
    public func refuse(_ operations: String...) throws { try writeList(operations) }

    /// Delays an operation from now on by this number of seconds.
    public func hold(_ operation: String, seconds: Int) throws { try writeList(["\(operation) \(seconds)"]) }

    /// Forwards an operation from now on, but closes the connection instead of responding.
    public func loseAnswers(_ operation: String) throws { try writeList(["\(operation) lose"]) }

    private func writeList(_ lines: [String]) throws {
        try lines.joined(separator: "\n").write(
            toFile: "\(directory)/\(Self.list)", atomically: true, encoding: .utf8)
    }

    /// Runs a closure with such a proxy in front of an endpoint.
    public static func with<Value>(
        _ endpoint: String, _ body: (RefusingProxy) async throws -> Value
    ) async throws -> Value {
        try await Machine.withDirectory { directory in
            let list = "\(directory)/\(Self.list)"
            try "".write(toFile: list, atomically: true, encoding: .utf8)
            return try await PythonServer.with(
                "refusing proxy", PythonServer.proxy + program, [endpoint, list]
            ) { url in
                try await body(RefusingProxy(url: url, directory: directory))
            }
        }
    }

    private static let program = """
        import time
        list_file = sys.argv[2]
        class Handler(Proxy):
            def process(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                operation = self.headers.get("X-Amz-Target", "").rsplit(".", 1)[-1]
                seconds = dict((line.split() + ["refuse"])[:2] for line in open(list_file) if line.strip()).get(operation, "0")
                self.is_lost = seconds == "lose"
                if self.is_lost: seconds = "0"
                if seconds != "refuse":
                    time.sleep(int(seconds))
                    if self.is_disconnected(): return
                else:
                    return self.answer(403, [], b'{"__type":"AccessDeniedException","Message":"not in this organisation"}')
                self.pass_on(body)
            def answer(self, *response):
                if getattr(self, "is_lost", False): self.close_connection = True
                else: super().answer(*response)
        serve(Handler)
        """
}
