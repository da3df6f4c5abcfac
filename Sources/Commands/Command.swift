/// A child process to run, with its input and its limits.
public struct Command: Sendable {
    /// An absolute path, or a name that is looked up in `environment["PATH"]`.
    public var executable: String
    public var arguments: [String]
    /// The complete environment of the child. Nothing is inherited.
    public var environment: [String: String]
    /// The child's working directory; nil for the parent's.
    public var directory: String?
    /// The bytes that the child reads from standard input.
    public var input: [UInt8]
    /// The time after which the child is asked to stop, with one SIGINT to the child only, not to its process group.
    public var deadline: Duration
    /// How long the child may take to stop after the SIGINT; then it is killed.
    public var grace: Duration
    /// The maximum number of bytes kept of standard output and of standard error each. Further bytes are read and dropped.
    public var limit: Int

    public init(
        _ executable: String, _ arguments: [String] = [], environment: [String: String] = [:],
        directory: String? = nil, input: [UInt8] = [], deadline: Duration, grace: Duration = .seconds(10),
        limit: Int = 8 << 20
    ) {
        self.executable = executable
        self.arguments = arguments
        self.environment = environment
        self.directory = directory
        self.input = input
        self.deadline = deadline
        self.grace = grace
        self.limit = limit
    }
}

/// How a child process ended, and what it printed.
public struct CommandResult: Sendable, Equatable {
    public enum Status: Sendable, Equatable {
        case exited(Int32)
        case signalled(Int32)
    }

    public var status: Status
    public var output: [UInt8]
    public var errorOutput: [UInt8]
    /// Whether the child printed more than `limit` bytes, or its output could not be read to the end.
    public var isTruncated: Bool

    public init(status: Status, output: [UInt8], errorOutput: [UInt8], isTruncated: Bool) {
        self.status = status
        self.output = output
        self.errorOutput = errorOutput
        self.isTruncated = isTruncated
    }

    public var succeeded: Bool { status == .exited(0) }
}

/// Why there is no result. A child that ran and exited with an error is a result, not a fault.
public enum CommandFault: Error, Sendable, Equatable, CustomStringConvertible {
    /// There is no such executable.
    case notFound(String)
    /// The executable exists but could not be started.
    case notStarted(String, why: String)
    /// The child did not end before its deadline, was asked to stop, and has ended.
    case timedOut(String, after: Duration)
    /// The calling task was cancelled; the child was asked to stop, and has ended.
    case cancelled(String)

    public var description: String {
        switch self {
        case .notFound(let name): return "\(name): not found; install it or give its path"
        case .notStarted(let name, let why): return "\(name): could not be started: \(why)"
        case .timedOut(let name, let after): return "\(name): did not finish within \(after) and was stopped"
        case .cancelled(let name): return "\(name): cancelled and stopped"
        }
    }
}
