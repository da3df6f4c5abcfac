/// A partition of AWS: a group of regions with accounts, ARNs and host names of its own (AWS, "Identify AWS resources with Amazon
/// Resource Names"; the data are those of botocore's `partitions.json`).
public struct Partition: Sendable, Hashable {
    /// As ARNs name it: `aws-us-gov`.
    public let name: String
    /// The end of its host names: `amazonaws.com`.
    public let suffix: String
    /// The region that global services sign with.
    public let globalRegion: String
    /// What the names of its regions begin with. Empty for `aws`, which has all others.
    private let regions: String

    private init(_ name: String, _ suffix: String, _ globalRegion: String, regions: String) {
        self.name = name
        self.suffix = suffix
        self.globalRegion = globalRegion
        self.regions = regions
    }

    /// The partition of all regions that belong to no other one.
    public static let standard = Partition("aws", "amazonaws.com", "us-east-1", regions: "")

    private static let others = [
        Partition("aws-cn", "amazonaws.com.cn", "cn-northwest-1", regions: "cn-"),
        Partition("aws-us-gov", "amazonaws.com", "us-gov-west-1", regions: "us-gov-"),
        Partition("aws-iso", "c2s.ic.gov", "us-iso-east-1", regions: "us-iso-"),
        Partition("aws-iso-b", "sc2s.sgov.gov", "us-isob-east-1", regions: "us-isob-"),
        Partition("aws-iso-e", "cloud.adc-e.uk", "eu-isoe-west-1", regions: "eu-isoe-"),
        Partition("aws-iso-f", "csp.hci.ic.gov", "us-isof-south-1", regions: "us-isof-"),
        Partition("aws-eusc", "amazonaws.eu", "eusc-de-east-1", regions: "eusc-"),
    ]

    /// The partition with this name; nil if there is none.
    public init?(named name: String) {
        guard let partition = ([Self.standard] + Self.others).first(where: { $0.name == name }) else {
            return nil
        }
        self = partition
    }

    /// The partition that the name of a region suggests. An ARN says it for certain.
    public init(ofRegion region: String) {
        self = Self.others.first { region.hasPrefix($0.regions) } ?? .standard
    }
}
