/// Where a copy of every stored snapshot is kept outside the ledger: `archive:`.
public struct ArchiveSettings: Sendable, Equatable {
    /// The place of the copies.
    public enum Place: Sendable, Equatable {
        /// An absolute path.
        case directory(String)
        /// The prefix has no `/` at its ends; it may be empty.
        case bucket(String, prefix: String)
    }

    /// How long object lock keeps a copy from being deleted or overwritten.
    public struct Lock: Sendable, Equatable {
        /// S3's names of the modes, in lower case.
        public enum Mode: String, Sendable, CaseIterable {
            case governance
            case compliance
        }

        public var mode: Mode
        public var lasts: Duration

        public init(mode: Mode, lasts: Duration) {
            self.mode = mode
            self.lasts = lasts
        }
    }

    public var place: Place
    /// Of the bucket.
    public var region: String?
    /// Whose credentials are used; nil for those of the process.
    public var profile: String?
    public var roleARN: String?
    /// The key with which S3 encrypts the copies; nil for S3's own key.
    public var kmsKey: String?
    public var lock: Lock?
    /// Of a service that speaks S3's protocol; nil for AWS.
    public var endpoint: String?

    public init(
        _ place: Place, region: String? = nil, profile: String? = nil, roleARN: String? = nil,
        kmsKey: String? = nil, lock: Lock? = nil, endpoint: String? = nil
    ) {
        self.place = place
        self.region = region
        self.profile = profile
        self.roleARN = roleARN
        self.kmsKey = kmsKey
        self.lock = lock
        self.endpoint = endpoint
    }

    /// Names the place in messages and in the ledger: `s3://bucket/prefix`, or the path.
    public var name: String {
        switch place {
        case .directory(let path): return path
        case .bucket(let bucket, let prefix): return "s3://\(bucket)" + (prefix.isEmpty ? "" : "/\(prefix)")
        }
    }
}
