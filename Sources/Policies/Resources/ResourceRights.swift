/// The calls that the AWS provider makes for one resource type, as observed on the network with version 5.100 and
/// Terraform 1.11, and the calls of Terrier's own probe. A new type is one new file and one line in `all`.
///
/// If a call needs more rights than the one with its name, a comment gives the source.
protocol ResourceRights: Sendable {
    static var type: String { get }

    /// The rights for Terrier's probe and for the provider's refresh.
    static func reading(_ subject: Subject) -> [Grant]
    /// The rights to create it as the state has it. What the provider polls afterwards is in `reading`.
    static func creating(_ subject: Subject) -> [Grant]
    /// The rights to change it in place.
    static func updating(_ subject: Subject) -> [Grant]
    static func deleting(_ subject: Subject) -> [Grant]
    /// Attributes of this instance that need rights which are not known here.
    static func gaps(_ subject: Subject) -> [String]
}

extension ResourceRights {
    static func gaps(_ subject: Subject) -> [String] { [] }
}

/// The resource types whose calls are known.
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

    /// Data sources that need no rights other than to identify the caller.
    static let silentData: Set<String> = [
        "aws_caller_identity", "aws_iam_policy_document", "aws_partition", "aws_region", "aws_service",
        "aws_default_tags", "aws_arn",
    ]

    /// Providers that do not call AWS.
    static let silentProviders: Set<String> = [
        "terraform.io/builtin/terraform", "registry.terraform.io/hashicorp/null",
        "registry.terraform.io/hashicorp/random", "registry.terraform.io/hashicorp/time",
        "registry.terraform.io/hashicorp/tls", "registry.terraform.io/hashicorp/local",
        "registry.terraform.io/hashicorp/archive", "registry.terraform.io/hashicorp/cloudinit",
        "registry.terraform.io/hashicorp/template",
    ]
}
