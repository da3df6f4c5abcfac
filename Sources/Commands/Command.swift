/// A child process as a value: what to run, with what, and within which bounds.
public struct Command: Sendable {
    /// An absolute path, or a name that is looked up in `environment["PATH"]`.
    public var executable: String
    public var arguments: [String]
    /// The child's whole environment. Nothing is inherited.
    public var environment: [String: String]
    /// The child's working directory; the parent's where nil.
    public var directory: String?
    /// What the child reads on its standard input.
    public var input: [UInt8]
    /// After this long the child is asked to stop, with one SIGINT to it alone.
    public var deadline: Duration
    /// How long the child may take to stop once asked; then it is killed.
    public var grace: Duration
    /// Bytes kept of standard output and of standard error each. What is beyond is read, counted and dropped.
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

/// How a child ended, and what it printed.
public struct CommandResult: Sendable, Equatable {
    public enum Status: Sendable, Equatable {
        case exited(Int32)
        case signalled(Int32)
    }

    public var status: Status
    public var output: [UInt8]
    public var errorOutput: [UInt8]
    /// More was printed than the limit keeps.
    public var isTruncated: Bool

    public init(status: Status, output: [UInt8], errorOutput: [UInt8], isTruncated: Bool) {
        self.status = status
        self.output = output
        self.errorOutput = errorOutput
        self.isTruncated = isTruncated
    }

    public var succeeded: Bool { status == .exited(0) }
}

/// Why there is no result. A child that ran and failed is a result, not a fault.
public enum CommandFault: Error, Sendable, Equatable, CustomStringConvertible {
    /// No such executable.
    case notFound(String)
    /// It is there and could not be started.
    case notStarted(String, why: String)
    /// It did not end within its deadline, was asked to stop, and has ended.
    case timedOut(String, after: Duration)
    /// The task that ran it was cancelled; the child was asked to stop, and has ended.
    case cancelled(String)

    public var description: String {
        switch self {
        case .notFound(let name): return "\(name): not found; install it or give its path"
        case .notStarted(let name, let why): return "\(name): could not be started: \(why)"
        case .timedOut(let name, let after): return "\(name): not done after \(after), stopped"
        case .cancelled(let name): return "\(name): stopped"
        }
    }
}
