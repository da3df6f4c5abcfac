/// Where a state comes from, as far as it is known when its snapshot is stored.
public struct SnapshotOrigin: Sendable, Equatable {
    /// The version of Terraform that wrote it, as the state says.
    public var terraformVersion: String?
    /// Who wrote it: the holder of the lock that was seen while or before the state changed, or a repair of Terrier.
    public var writtenBy: String?

    public init(terraformVersion: String? = nil, writtenBy: String? = nil) {
        self.terraformVersion = terraformVersion
        self.writtenBy = writtenBy
    }
}
