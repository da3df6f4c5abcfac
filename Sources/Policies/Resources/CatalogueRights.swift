import Catalogue
import Decisions
import Terraform

/// The right for Terrier's own read of an instance, for every type of the catalogue. The calls of the provider are in
/// `KnownRights`, for fewer types.
///
/// Which actions take the ARN of a resource, and of which: Service Authorization Reference. For any other action `*` is the
/// only resource that IAM accepts, or the state does not give the ARN.
enum CatalogueRights {
    static func reading(_ subject: Subject) -> [Grant] {
        guard let type = Catalogue.type(subject.address.type) else { return [] }
        return ([type.read] + type.also).flatMap { read in
            Grant.reads(read.action, on: resource(of: read, subject) ?? "*")
        }
    }

    private static func resource(of read: Read, _ subject: Subject) -> String? {
        if read.service == .s3 { return bucket(subject) }
        if read.service == .apiGateway { return gatewayPath(of: read, subject) }
        if onFunction.contains(read.action) { return function(subject) }
        if read.action == "sqs:GetQueueAttributes" { return ownARN(of: read, subject) ?? queue(subject) }
        return onOwnARN.contains(read.action) ? ownARN(of: read, subject) : nil
    }

    private static func text(_ name: String, _ subject: Subject) -> String? {
        subject.instance.attributes[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    // MARK: The resource of an action

    /// The ARN of the instance itself. A state may have another thing's ARN in `arn`, so its service must be the action's.
    private static func ownARN(of read: Read, _ subject: Subject) -> String? {
        guard let arn = text("arn", subject) ?? text("id", subject) else { return nil }
        let parts = arn.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0] == "arn", parts[2] == read.service.actions else { return nil }
        return IAMPattern.literal(arn)
    }

    /// Every read of a bucket, of a part of it, and of the list of its objects takes the bucket's ARN.
    private static func bucket(_ subject: Subject) -> String? {
        guard let name = text("bucket", subject) ?? text("id", subject) else { return nil }
        return "arn:\(subject.location.partition):s3:::\(IAMPattern.literal(name))"
    }

    /// The path of the request is the resource, without the version of the API that HTTP and WebSocket APIs begin with. An id
    /// that a repair may change is `*`, like every id below it.
    private static func gatewayPath(of read: Read, _ subject: Subject) -> String {
        var path = ""
        var isOpen = false
        for part in read.request.path.parts {
            switch part {
            case .text(let text): path += text
            case .value(let value):
                let text = value.text { subject.instance.attributes[$0] }
                let isNew = text.map(subject.world.unstableIDs.contains) ?? true
                isOpen = isOpen || isNew
                let isOpenID = isOpen && value.attributes == ["id"]
                path += isNew || isOpenID ? "*" : IAMPattern.literal(text ?? "*")
            }
        }
        return subject.location.gateway(path.hasPrefix("/v2/") ? String(path.dropFirst(3)) : path)
    }

    private static func function(_ subject: Subject) -> String? {
        guard let name = text("function_name", subject) else { return nil }
        let function = IAMPattern.literal(subject.function(name))
        return text("qualifier", subject).map { "\(function):\(IAMPattern.literal($0))" } ?? function
    }

    /// A queue's URL ends with its name.
    private static func queue(_ subject: Subject) -> String? {
        let url = text("queue_url", subject) ?? text("url", subject) ?? text("id", subject)
        guard let name = url?.split(separator: "/").last else { return nil }
        return subject.location.arn("sqs", IAMPattern.literal(String(name)))
    }

    // MARK: By action

    /// The actions whose resource is not `*` and does not follow from the service.
    static let withResources = onFunction.union(onOwnARN).union(["sqs:GetQueueAttributes"])

    /// The resource is the function, with its qualifier where there is one.
    private static let onFunction: Set<String> = [
        "lambda:GetAlias", "lambda:GetFunctionUrlConfig", "lambda:GetFunctionEventInvokeConfig",
        "lambda:GetProvisionedConcurrencyConfig", "lambda:GetPolicy",
    ]

    /// The resource is the instance that the state gives the ARN of.
    private static let onOwnARN: Set<String> = [
        "acm:DescribeCertificate",
        "backup:DescribeBackupVault", "backup:GetBackupPlan",
        "cloudfront:DescribeFunction", "cloudfront:GetDistribution",
        "codebuild:BatchGetProjects",
        "cognito-identity:DescribeIdentityPool", "cognito-idp:DescribeUserPool",
        "dynamodb:DescribeTable",
        "ecr:DescribeRepositories",
        "ecs:DescribeCapacityProviders", "ecs:DescribeClusters", "ecs:DescribeServices",
        "elasticache:DescribeCacheClusters", "elasticache:DescribeCacheParameterGroups",
        "elasticache:DescribeCacheSubnetGroups", "elasticache:DescribeReplicationGroups",
        "elasticache:DescribeUserGroups", "elasticache:DescribeUsers",
        "elasticfilesystem:DescribeAccessPoints", "elasticfilesystem:DescribeFileSystems",
        "events:DescribeEventBus", "events:DescribeRule",
        "firehose:DescribeDeliveryStream",
        "iam:GetGroup", "iam:GetInstanceProfile", "iam:GetOpenIDConnectProvider", "iam:GetPolicy",
        "iam:GetRole", "iam:GetSAMLProvider", "iam:GetServerCertificate", "iam:GetUser",
        "kinesis:DescribeStreamSummary",
        "kms:DescribeKey",
        "lambda:GetCodeSigningConfig", "lambda:GetEventSourceMapping", "lambda:GetFunction",
        "lambda:GetLayerVersion",
        "pipes:DescribePipe",
        "rds:DescribeDBClusterParameterGroups", "rds:DescribeDBClusters", "rds:DescribeDBInstances",
        "rds:DescribeDBParameterGroups", "rds:DescribeDBSubnetGroups", "rds:DescribeOptionGroups",
        "route53:GetHealthCheck", "route53:GetHostedZone",
        "scheduler:GetSchedule", "scheduler:GetScheduleGroup",
        "secretsmanager:DescribeSecret", "secretsmanager:ListSecretVersionIds",
        "sns:GetTopicAttributes",
        "states:DescribeActivity", "states:DescribeStateMachine",
        "wafv2:GetIPSet", "wafv2:GetRegexPatternSet", "wafv2:GetRuleGroup", "wafv2:GetWebACL",
    ]
}
