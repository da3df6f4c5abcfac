/// One fault of a configuration file, with its position. `terrier validate --json` prints it as it is.
public struct SettingsFault: Error, Sendable, Equatable, Encodable, CustomStringConvertible {
    public var file: String
    /// From 1; 0 if the fault is about the whole file.
    public var line: Int
    public var column: Int
    /// What is wrong and what to do. Words of the file that look like secrets are replaced.
    public let message: String

    public init(file: String, line: Int, column: Int, message: String) {
        self.file = file
        self.line = line
        self.column = column
        self.message = SafeExcerpt.of(message)
    }

    public var description: String {
        line == 0 ? "\(file): \(message)" : "\(file):\(line):\(column): \(message)"
    }
}

/// All faults of a file, sorted by position.
public struct SettingsFaults: Error, Sendable, Equatable, CustomStringConvertible {
    public var faults: [SettingsFault]

    public init(faults: [SettingsFault]) {
        self.faults = faults
    }

    public var description: String { faults.map(\.description).joined(separator: "\n") }
}
