import Catalogue
import Decisions
import Terraform

/// The right for Terrier's own read of an instance, for every type of the catalogue. The calls of the provider are in the
/// catalogue, for fewer types.
///
/// Which actions take the ARN of a resource, and of which: Service Authorization Reference. For any other action `*` is the
/// only resource that IAM accepts, or the state does not give the ARN.
enum CatalogueRights {
    static func reading(_ subject: Subject) -> Granted {
        guard let type = Catalogue.type(subject.address.type) else { return Granted() }
        return reading(type.read, subject)
    }

    /// For what is asked besides. The provider does not ask it, so the rights of its calls lack it.
    static func alsoReading(_ subject: Subject) -> Granted {
        (Catalogue.type(subject.address.type)?.also ?? []).reduce(into: Granted()) {
            $0 += reading($1, subject)
        }
    }

    private static func reading(_ read: Read, _ subject: Subject) -> Granted {
        let resource = resource(of: read)
        do throws(UnusableName) {
            return Granted(grants: Set(Grant.reads(read.action, on: try subject.resolve(resource))))
        } catch {
            if error.why == .notGiven, read.service != .apiGateway {
                return onAll(read.action)
            }
            return Granted(refused: [.name(subject.address, error)])
        }
    }

    static func onAll(_ action: String) -> Granted { Granted(grants: Set(Grant.reads(action, on: "*"))) }

    private static func resource(of read: Read) -> RightResource {
        if read.service == .s3 { return .bare("s3", "\(.attribute("bucket", or: "id"))") }
        if read.service == .apiGateway { return .gateway(path(of: read)) }
        if onFunction.contains(read.action) { return .function(.attribute("function_name")) }
        if read.action == "sqs:GetQueueAttributes" { return queue }
        let service = read.service.actions
        return onOwnARN.contains(read.action) ? .first([.arn(.arn, service), .arn(.id, service)]) : .all
    }

    /// The path of the request is the resource, without the version of the API that HTTP and WebSocket APIs begin with.
    private static func path(of read: Read) -> PathTemplate {
        var path = read.request.path
        if case .text(let text) = path.parts.first, text.hasPrefix("/v2/") {
            path.parts[0] = .text(String(text.dropFirst(3)))
        }
        return path
    }

    /// A queue's URL ends with its name.
    private static let queue: RightResource = {
        let url = Value.first([.attribute("queue_url"), .attribute("url"), .id])
        return .first([
            .arn(.arn, "sqs"), .arn(.id, "sqs"),
            .regional("sqs", "\(.part(url, separator: "/", index: -1))"),
        ])
    }()

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
