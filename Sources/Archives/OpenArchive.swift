import AWS
public import Decisions
public import HTTP
public import Settings

/// An archive that is ready to be written and read.
public struct OpenArchive: Sendable {
    /// `s3://bucket/prefix`, or a path.
    public let name: String
    let archive: any Archive

    /// For one copy: from the credentials to the last byte. A copy may be large.
    private static let deadline = Duration.seconds(300)

    /// - Parameters:
    ///   - environment: of the process; contains its credentials where the archive names none.
    ///   - region: of the bucket, if neither the archive nor the environment names one.
    public init(
        _ settings: ArchiveSettings, http: HTTPClient, environment: [String: String], region: String?,
        now: @escaping @Sendable () -> Timestamp
    ) {
        name = settings.name
        switch settings.place {
        case .directory(let path): archive = DirectoryArchive(root: path)
        case .bucket(let bucket, let prefix):
            let endpoint = settings.endpoint ?? environment["AWS_ENDPOINT_URL"]
            let region =
                settings.region ?? environment["AWS_REGION"] ?? environment["AWS_DEFAULT_REGION"] ?? region
                ?? "us-east-1"
            let chain = CredentialChain(
                CredentialSettings(
                    profile: settings.profile, roleARN: settings.roleARN, region: region,
                    environment: environment, endpoint: endpoint), http: http)
            archive = BucketArchive(
                bucket: bucket, prefix: prefix, region: region,
                settings: S3ObjectSettings(kmsKey: settings.kmsKey), lock: settings.lock,
                aws: AWSClient(
                    http: http, credentials: chain, endpoint: endpoint, deadline: Self.deadline), now: now)
        }
    }
}
