/// One fault of a configuration file, with its place. `terrier validate --json` prints it as it is.
public struct SettingsFault: Error, Sendable, Equatable, Encodable, CustomStringConvertible {
    public var file: String
    /// From 1; 0 where the fault is the whole file's.
    public var line: Int
    public var column: Int
    /// What is wrong and what to do. Words of the file that look like secrets are left out.
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

/// Every fault of a file, in the order of their places.
public struct SettingsFaults: Error, Sendable, Equatable, CustomStringConvertible {
    public var faults: [SettingsFault]

    public init(faults: [SettingsFault]) {
        self.faults = faults
    }

    public var description: String { faults.map(\.description).joined(separator: "\n") }
}
