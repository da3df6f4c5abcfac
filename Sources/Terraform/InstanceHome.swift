import Catalogue
import Decisions

/// Where an instance is, as far as its own attributes show it.
public struct InstanceHome: Sendable, Equatable {
    /// The partition's name: `aws-cn`.
    public var partition: String?
    public var region: String?
    /// Twelve digits.
    public var account: String?
}

extension StateInstance {
    /// Where the instance is. Each part is nil if no attribute shows it.
    public var home: InstanceHome {
        let isAnothers = Catalogue.type(address.type)?.arn == .another
        let own = isAnothers ? nil : ARN(attributes[.arn])
        // The ARN of an API of API Gateway names no account; this one does.
        let execution = ARN(attributes[.executionARN])
        return InstanceHome(
            partition: own?.partition ?? execution?.partition,
            region: own?.region ?? execution?.region ?? regionAttribute,
            account: own?.account ?? execution?.account)
    }

    /// Version 6 of the AWS provider stores the region of each instance; version 5 only that of a bucket.
    private var regionAttribute: String? {
        guard Catalogue.names.contains(address.type), let region = attributes[.region],
            region.split(separator: "-").count >= 3
        else { return nil }
        return region
    }

    /// What the instance shows about the place in which its provider's configuration works; nil if it shows nothing.
    var evidence: InstanceHome? {
        switch address.mode {
        case .managed:
            guard Catalogue.type(address.type)?.arn == .itself else { return nil }
            let (own, execution) = (ARN(attributes[.arn]), ARN(attributes[.executionARN]))
            // Version 5 of the provider creates a bucket in its own region, and only the attribute names it.
            let isBucket = Catalogue.type(address.type)?.read.service == .s3
            return InstanceHome(
                partition: own?.partition, region: own?.region ?? (isBucket ? regionAttribute : nil),
                account: own?.account ?? execution?.account)
        case .data:
            guard address.type == Self.caller, let arn = ARN(attributes[.arn]) else { return nil }
            return InstanceHome(partition: arn.partition, region: nil, account: arn.account)
        }
    }

    /// The data source with the provider's own identity.
    private static let caller = "aws_caller_identity"
}

/// In which accounts and regions each configuration of the AWS provider works, as far as the state shows it.
///
/// A configuration works in one account, and before version 6 of the provider in one region. What its other instances say in
/// their ARNs therefore holds for an instance whose own attributes name no account or region.
public struct ProviderPlaces: Sendable {
    /// What the state shows of one configuration.
    public struct Shown: Sendable, Equatable {
        public var partitions: Set<String> = []
        public var regions: Set<String> = []
        public var accounts: Set<String> = []
    }

    private var shown: [ProviderConfiguration: Shown] = [:]

    /// Shows nothing.
    public init() {}

    public init(_ state: State) { add(state) }

    /// Takes what another state shows, too.
    public mutating func add(_ state: State) {
        for instance in state.instances {
            guard let evidence = instance.evidence else { continue }
            var places = shown[instance.configuration] ?? Shown()
            if let partition = evidence.partition { places.partitions.insert(partition) }
            if let region = evidence.region { places.regions.insert(region) }
            if let account = evidence.account { places.accounts.insert(account) }
            shown[instance.configuration] = places
        }
    }

    public subscript(configuration: ProviderConfiguration) -> Shown { shown[configuration] ?? Shown() }

    /// The account in which the configuration with this name works; nil if the state does not show exactly one.
    public func account(of name: String) -> String? {
        let accounts = shown.filter { $0.key.name == name }.reduce(into: Set()) {
            $0.formUnion($1.value.accounts)
        }
        return accounts.count == 1 ? accounts.first : nil
    }
}
