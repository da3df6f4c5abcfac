/// What of a state needs no rights.
enum SilentProviders {
    /// Data sources that need no rights other than to identify the caller.
    static let data: Set<String> = [
        "aws_caller_identity", "aws_iam_policy_document", "aws_partition", "aws_region", "aws_service",
        "aws_default_tags", "aws_arn",
    ]

    /// Providers that do not call AWS.
    static let providers: Set<String> = [
        "terraform.io/builtin/terraform", "registry.terraform.io/hashicorp/null",
        "registry.terraform.io/hashicorp/random", "registry.terraform.io/hashicorp/time",
        "registry.terraform.io/hashicorp/tls", "registry.terraform.io/hashicorp/local",
        "registry.terraform.io/hashicorp/archive", "registry.terraform.io/hashicorp/cloudinit",
        "registry.terraform.io/hashicorp/template",
    ]
}
