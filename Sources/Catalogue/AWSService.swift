/// An AWS service as requests and IAM name it.
public struct AWSService: Sendable, Hashable {
    /// The name in signatures (AWS General Reference, "Service endpoints").
    public var signing: String
    /// The first label of its host.
    public var host: String
    /// The prefix of its actions in IAM.
    public var actions: String
    /// One endpoint serves a whole partition.
    public var isGlobal: Bool

    public init(_ signing: String, host: String? = nil, actions: String? = nil, isGlobal: Bool = false) {
        self.signing = signing
        self.host = host ?? signing
        self.actions = actions ?? signing
        self.isGlobal = isGlobal
    }

    public static let acm = AWSService("acm")
    public static let apiGateway = AWSService("apigateway")
    public static let applicationAutoScaling = AWSService("application-autoscaling")
    public static let autoScaling = AWSService("autoscaling")
    public static let backup = AWSService("backup")
    public static let cloudFront = AWSService("cloudfront", isGlobal: true)
    public static let cloudTrail = AWSService("cloudtrail")
    public static let cloudWatch = AWSService("monitoring", actions: "cloudwatch")
    public static let codeBuild = AWSService("codebuild")
    public static let cognito = AWSService("cognito-idp")
    public static let cognitoIdentity = AWSService("cognito-identity")
    public static let dynamoDB = AWSService("dynamodb")
    public static let ec2 = AWSService("ec2")
    public static let ecr = AWSService("ecr", host: "api.ecr")
    public static let ecs = AWSService("ecs")
    public static let efs = AWSService("elasticfilesystem")
    public static let elastiCache = AWSService("elasticache")
    public static let elb = AWSService("elasticloadbalancing")
    public static let events = AWSService("events")
    public static let firehose = AWSService("firehose")
    public static let iam = AWSService("iam", isGlobal: true)
    public static let kinesis = AWSService("kinesis")
    public static let kms = AWSService("kms")
    public static let lambda = AWSService("lambda")
    public static let logs = AWSService("logs")
    public static let pipes = AWSService("pipes")
    public static let rds = AWSService("rds")
    public static let route53 = AWSService("route53", isGlobal: true)
    public static let s3 = AWSService("s3")
    public static let scheduler = AWSService("scheduler")
    public static let secretsManager = AWSService("secretsmanager")
    public static let sns = AWSService("sns")
    public static let sqs = AWSService("sqs")
    public static let ssm = AWSService("ssm")
    public static let stepFunctions = AWSService("states")
    public static let sts = AWSService("sts")
    public static let wafv2 = AWSService("wafv2")
}
