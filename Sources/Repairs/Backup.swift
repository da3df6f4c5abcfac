public import Decisions

/// Whether something that holds data has backups.
public enum BackupAnswer: Sendable, Equatable {
    case none
    /// How many there are, and the one that a restore would use, if it is known.
    case some(Int, newest: Backup? = nil)
    case unknown(Unknown)
}

/// One backup, and how a person restores it. Terrier restores no data.
public struct Backup: Sendable, Equatable {
    /// Its name, or what else it is.
    public var name: String
    /// When it was made; nil if that is not known, or if it is continuous.
    public var made: Timestamp?
    /// The command that restores it under the same name.
    public var restore: String
    /// What the restore does not bring back.
    public var lacks: String

    public init(name: String, made: Timestamp?, restore: String, lacks: String) {
        self.name = name
        self.made = made
        self.restore = restore
        self.lacks = lacks
    }

    /// `backup daily, 5h old (2026-11-30T10:00:00Z)`
    public func title(at now: Timestamp) -> String {
        guard let made else { return name }
        return "\(name), \(max(.zero, now - made).largestUnit) old (\(made))"
    }

    /// What a person does with it, in one line.
    public func advice(at now: Timestamp) -> String {
        "the newest is \(title(at: now)); to restore it: \(restore); it does not bring back \(lacks)"
    }
}
