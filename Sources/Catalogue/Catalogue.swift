/// Every resource type that Terrier can ask AWS about.
public enum Catalogue {
    /// In the order of their names.
    public static let all: [ResourceType] = families.flatMap { $0 }.sorted { $0.name < $1.name }

    /// Nil for a type that nobody knows how to ask for.
    public static func type(_ name: String) -> ResourceType? { byName[name] }

    public static let names = Set(all.map(\.name))

    private static let byName = Dictionary(all.map { ($0.name, $0) }) { first, _ in first }

    /// One list for each file of `Types`.
    private static let families: [[ResourceType]] = [
        ResourceType.apiGateway, ResourceType.apiGatewayV2, ResourceType.autoScaling, ResourceType.cloudWatch,
        ResourceType.containers, ResourceType.dynamoDB, ResourceType.ec2, ResourceType.edge,
        ResourceType.elastiCache,
        ResourceType.elb, ResourceType.events, ResourceType.iam, ResourceType.kinesis, ResourceType.kms,
        ResourceType.lambda, ResourceType.logs, ResourceType.platform, ResourceType.queues, ResourceType.rds,
        ResourceType.route53, ResourceType.routing, ResourceType.s3, ResourceType.secretsManager,
        ResourceType.securityGroups, ResourceType.sns,
        ResourceType.ssm,
        ResourceType.stepFunctions, ResourceType.vpcs,
    ]
}
