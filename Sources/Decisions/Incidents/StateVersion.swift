/// Which state a cycle used: its lineage and its serial.
public struct StateVersion: Sendable, Equatable, Codable, CustomStringConvertible {
    public var lineage: String
    public var serial: UInt64

    public init(lineage: String, serial: UInt64) {
        self.lineage = lineage
        self.serial = serial
    }

    public init(_ identity: SnapshotIdentity) {
        self.init(lineage: identity.lineage, serial: identity.serial)
    }

    public var description: String { "serial \(serial)" }
}
