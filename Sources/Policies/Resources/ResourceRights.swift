/// The calls that the AWS provider makes for one resource type, as they were seen on the wire with version 5.100 and
/// Terraform 1.11, and that Terrier's own probe makes. A new type is one new file, and a line in `all`.
///
/// Where a call needs more rights than the one of its name, a comment says who says so.
protocol ResourceRights: Sendable {
    static var type: String { get }

    /// To see it: Terrier's look, and the provider's refresh.
    static func reading(_ subject: Subject) -> [Grant]
    /// To make it as the state has it. What the provider then waits for is reading.
    static func creating(_ subject: Subject) -> [Grant]
    /// To change it where it stands.
    static func updating(_ subject: Subject) -> [Grant]
    static func deleting(_ subject: Subject) -> [Grant]
    /// What of this instance needs more than is known here, in words.
    static func gaps(_ subject: Subject) -> [String]
}

extension ResourceRights {
    static func gaps(_ subject: Subject) -> [String] { [] }
}

/// The types whose calls are known.
enum KnownRights {
    static let all: [any ResourceRights.Type] = [
        TableRights.self, FunctionRights.self, FunctionPermissionRights.self, RoleRights.self,
        RolePolicyRights.self, RolePolicyAttachmentRights.self, LogGroupRights.self, AlarmRights.self,
        RestAPIRights.self, GatewayResourceRights.self, GatewayMethodRights.self,
        GatewayMethodResponseRights.self,
        GatewayIntegrationRights.self, GatewayIntegrationResponseRights.self, GatewayDeploymentRights.self,
        GatewayStageRights.self,
    ]

    static func of(_ type: String) -> (any ResourceRights.Type)? { all.first { $0.type == type } }

    /// Data sources that ask nothing but who is asking.
    static let silentData: Set<String> = [
        "aws_caller_identity", "aws_iam_policy_document", "aws_partition", "aws_region", "aws_service",
        "aws_default_tags", "aws_arn",
    ]

    /// Providers that call nothing of AWS.
    static let silentProviders: Set<String> = [
        "terraform.io/builtin/terraform", "registry.terraform.io/hashicorp/null",
        "registry.terraform.io/hashicorp/random", "registry.terraform.io/hashicorp/time",
        "registry.terraform.io/hashicorp/tls", "registry.terraform.io/hashicorp/local",
        "registry.terraform.io/hashicorp/archive", "registry.terraform.io/hashicorp/cloudinit",
        "registry.terraform.io/hashicorp/template",
    ]
}
