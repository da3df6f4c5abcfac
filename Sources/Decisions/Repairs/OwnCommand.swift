/// A command of the user's own, which the repair `run` may run: an entry of `commands:`.
public struct OwnCommand: Sendable, Equatable {
    public var name: String
    /// The program's absolute path, and its arguments. It is an argument list: no shell reads it.
    public var arguments: [String]
    /// How long it may run; then it is asked to stop.
    public var timeout: Duration
    /// Added to the allow-listed variables. The values may be secrets.
    public var environment: [String: String]

    public init(
        name: String, arguments: [String], timeout: Duration = .seconds(300),
        environment: [String: String] = [:]
    ) {
        self.name = name
        self.arguments = arguments
        self.timeout = timeout
        self.environment = environment
    }
}

/// Without arguments and variables, so that no log has them.
extension OwnCommand: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// `flush-cache (/usr/local/bin/flush with 2 arguments)`
    public var description: String {
        let count = arguments.count - 1
        let words = count < 1 ? "" : count == 1 ? " with 1 argument" : " with \(count) arguments"
        return "\(name) (\(arguments.first ?? "")\(words))"
    }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: ["name": name]) }
}

extension Policy {
    /// The command with this name; nil if the stack has none.
    public func command(_ name: String) -> OwnCommand? { commands.first { $0.name == name } }
}
