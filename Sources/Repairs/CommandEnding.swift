/// How a command of the user's own ended.
public enum CommandEnding: Sendable, Equatable {
    /// With its exit code, and one short line of what it printed last, without most of what may be a secret (`SaidText`).
    case exited(Int32, said: String)
    /// It was killed, or did not end in time; words that follow its name.
    case stopped(String)
    /// Nothing was run; one line.
    case notStarted(String)
}
