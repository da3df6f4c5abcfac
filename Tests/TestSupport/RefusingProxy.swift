import Foundation

/// Stands before an emulated AWS and lets everything through but what it is told to refuse, as a policy of an organisation
/// would (403, for whoever asks), to hold back for a while, as a busy AWS does, or to leave unanswered.
public struct RefusingProxy: Sendable {
    public let url: String
    /// Holds the file `list`, a line for each operation: its name to refuse it, name and seconds to hold it back, name and `lose`
    /// to lose what AWS answers.
    public let directory: String
    public static let list = "list"

    /// Refuses from now on the operations whose `X-Amz-Target` ends so, such as `CreateTable`; nothing where there is none.
    public func refuse(_ operations: String...) throws { try obey(operations) }

    /// Answers such an operation from now on so many seconds late.
    public func hold(_ operation: String, seconds: Int) throws { try obey(["\(operation) \(seconds)"]) }

    /// Passes such an operation on from now on, and closes the connection instead of answering.
    public func loseAnswers(_ operation: String) throws { try obey(["\(operation) lose"]) }

    private func obey(_ lines: [String]) throws {
        try lines.joined(separator: "\n").write(
            toFile: "\(directory)/\(Self.list)", atomically: true, encoding: .utf8)
    }

    /// Runs a body with such a proxy before that endpoint.
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
        told = sys.argv[2]
        class Handler(Proxy):
            def take(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                operation = self.headers.get("X-Amz-Target", "").rsplit(".", 1)[-1]
                seconds = dict((line.split() + ["refuse"])[:2] for line in open(told) if line.strip()).get(operation, "0")
                self.is_lost = seconds == "lose"
                if self.is_lost: seconds = "0"
                if seconds != "refuse":
                    time.sleep(int(seconds))
                    if self.has_gone(): return
                else:
                    return self.answer(403, [], b'{"__type":"AccessDeniedException","Message":"not in this organisation"}')
                self.pass_on(body)
            def answer(self, *whole):
                if getattr(self, "is_lost", False): self.close_connection = True
                else: super().answer(*whole)
        serve(Handler)
        """
}
