import Catalogue
import Terraform

/// A state of 25 instances of each of 40 types: those that public repositories use most.
struct InventedState {
    static let account = "123456789012"
    static let region = "us-east-1"

    static let types = [
        "aws_iam_role_policy", "aws_iam_role_policy_attachment", "aws_iam_role", "aws_iam_policy",
        "aws_route53_record", "aws_security_group_rule", "aws_ssm_parameter", "aws_cloudwatch_metric_alarm",
        "aws_cloudwatch_log_group", "aws_security_group", "aws_s3_bucket", "aws_lambda_permission",
        "aws_lambda_function", "aws_cloudwatch_event_rule", "aws_cloudwatch_event_target",
        "aws_secretsmanager_secret", "aws_subnet", "aws_route_table_association", "aws_route",
        "aws_network_acl_rule", "aws_s3_bucket_policy", "aws_kms_key", "aws_kms_alias",
        "aws_secretsmanager_secret_version", "aws_route_table", "aws_s3_bucket_lifecycle_configuration",
        "aws_sqs_queue", "aws_s3_bucket_versioning", "aws_sns_topic", "aws_s3_bucket_public_access_block",
        "aws_iam_policy_attachment", "aws_cloudwatch_log_metric_filter", "aws_vpc_endpoint",
        "aws_s3_bucket_acl", "aws_lb_target_group", "aws_iam_user", "aws_sns_topic_subscription",
        "aws_ecr_repository", "aws_lb_listener", "aws_s3_bucket_server_side_encryption_configuration",
    ]

    let state: State

    init() throws {
        let resources = Self.types.map { type in
            let instances = (0..<25).map { index in
                let names = (Catalogue.type(type)?.attributes ?? []).union(["id"]).filter {
                    !$0.contains(".")
                }
                let attributes = names.sorted().map { "\"\($0)\": \"\(Self.value(type, $0, index))\"" }
                return
                    "{\"index_key\": \(index), \"schema_version\": 0, \"attributes\": {\(attributes.joined(separator: ","))}}"
            }
            return """
                {"mode": "managed", "type": "\(type)", "name": "all",
                 "provider": "provider[\\"registry.terraform.io/hashicorp/aws\\"]",
                 "instances": [\(instances.joined(separator: ","))]}
                """
        }
        let text = """
            {"version": 4, "terraform_version": "1.11.4", "serial": 1, "lineage": "l", "outputs": {},
             "resources": [\(resources.joined(separator: ","))]}
            """
        state = try State(parsing: Array(text.utf8), stack: "bench")
    }

    /// Has the account and the region of an ARN, and as many parts as any type takes from an attribute.
    private static func value(_ type: String, _ attribute: String, _ index: Int) -> String {
        "arn:aws:x:\(region):\(account):a/\(type)/\(attribute)-\(index)"
    }
}
