import Testing

@testable import Catalogue

/// The ids by which `terraform import` finds resources.
@Suite struct ImportIDTests {
    @Test(
        arguments: [
            ("aws_dynamodb_table", ["id": "events"], "events"),
            ("aws_api_gateway_resource", ["rest_api_id": "a1", "id": "r1"], "a1/r1"),
            (
                "aws_api_gateway_integration",
                ["rest_api_id": "a1", "resource_id": "r1", "http_method": "POST", "id": "agi-a1-r1-POST"],
                "a1/r1/POST"
            ),
            (
                "aws_api_gateway_method_response",
                ["rest_api_id": "a1", "resource_id": "r1", "http_method": "GET", "status_code": "200"],
                "a1/r1/GET/200"
            ),
            (
                "aws_api_gateway_stage", ["rest_api_id": "a1", "stage_name": "dev", "id": "ags-a1-dev"],
                "a1/dev"
            ),
            ("aws_iam_role_policy", ["id": "role:policy"], "role:policy"),
            (
                "aws_iam_role_policy_attachment",
                ["role": "r", "policy_arn": "arn:aws:iam::aws:policy/P", "id": "r-2026"],
                "r/arn:aws:iam::aws:policy/P"
            ),
            ("aws_lambda_permission", ["function_name": "f", "statement_id": "s", "id": "s"], "f/s"),
            (
                "aws_lambda_permission",
                [
                    "function_name": "arn:aws:lambda:us-east-1:123456789012:function:f", "qualifier": "live",
                    "statement_id": "s",
                ], "f:live/s"
            ),
            (
                "aws_ecs_service",
                ["cluster": "arn:aws:ecs:us-east-1:1:cluster/c", "name": "s", "id": "arn"], "c/s"
            ),
            (
                "aws_route", ["route_table_id": "rtb-1", "destination_cidr_block": "0.0.0.0/0"],
                "rtb-1_0.0.0.0/0"
            ),
            (
                "aws_network_acl_rule",
                ["network_acl_id": "acl-1", "rule_number": "100", "protocol": "6", "egress": "false"],
                "acl-1:100:6:false"
            ),
            ("aws_s3_object", ["bucket": "b", "key": "a/b.txt", "id": "a/b.txt"], "b/a/b.txt"),
            ("aws_vpc_security_group_ingress_rule", ["id": "sgr-1"], "sgr-1"),
        ] as [(String, [String: String], String)])
    func idIsThatOfTheProvidersDocumentation(row: (type: String, attributes: [String: String], id: String))
        throws
    {
        let type = try #require(Catalogue.type(row.type))
        #expect(type.importID.text { row.attributes[$0] } == row.id)
        // Otherwise the state would be read without them.
        let read = type.attributes.union(["id", "arn"])
        #expect(type.importID.attributes.isSubset(of: read))
    }

    @Test func idIsNotKnownIfAnAttributeIsLacking() throws {
        let method = try #require(Catalogue.type("aws_api_gateway_method"))
        #expect(method.importID.text { $0 == "rest_api_id" ? "a1" : nil } == nil)
        let table = try #require(Catalogue.type("aws_dynamodb_table"))
        #expect(table.importID.text { _ in "" } == nil)
    }

    @Test func typesWithoutAKnownIDSayWhy() throws {
        for name in Self.unknown {
            let type = try #require(Catalogue.type(name), "\(name)")
            #expect(type.importID.text { _ in "x" } == nil && !type.importID.unknown.isEmpty, "\(name)")
        }
        let silent = Catalogue.all.filter { $0.importID.parts == nil }.map(\.name)
        #expect(silent == Self.unknown)
    }

    /// A type is added here when the section "Import" of its documentation says that the attribute `id` imports it.
    @Test func everyTypeHasAKnownIDOrSaysWhyNot() {
        let simple = Catalogue.all.filter { $0.importID.attributes == ["id"] }.map(\.name)
        #expect(simple == Self.byID)
    }

    private static let unknown = [
        "aws_acm_certificate_validation",
        "aws_appautoscaling_scheduled_action", "aws_ecs_capacity_provider", "aws_iam_group_membership",
        "aws_iam_policy_attachment", "aws_iam_user_group_membership", "aws_lb_target_group_attachment",
        "aws_main_route_table_association", "aws_security_group_rule",
    ]

    private static let byID = [
        "aws_acm_certificate", "aws_alb", "aws_alb_listener", "aws_alb_listener_rule",
        "aws_alb_target_group", "aws_ami", "aws_api_gateway_account", "aws_api_gateway_api_key",
        "aws_api_gateway_base_path_mapping", "aws_api_gateway_client_certificate",
        "aws_api_gateway_domain_name", "aws_api_gateway_rest_api", "aws_api_gateway_rest_api_policy",
        "aws_api_gateway_usage_plan", "aws_api_gateway_vpc_link", "aws_apigatewayv2_api",
        "aws_apigatewayv2_domain_name", "aws_apigatewayv2_vpc_link", "aws_autoscaling_group",
        "aws_backup_plan", "aws_backup_vault", "aws_cloudfront_cache_policy", "aws_cloudfront_distribution",
        "aws_cloudfront_function", "aws_cloudfront_origin_access_control",
        "aws_cloudfront_origin_access_identity", "aws_cloudfront_origin_request_policy",
        "aws_cloudfront_response_headers_policy", "aws_cloudwatch_composite_alarm",
        "aws_cloudwatch_dashboard", "aws_cloudwatch_event_api_destination", "aws_cloudwatch_event_archive",
        "aws_cloudwatch_event_bus", "aws_cloudwatch_event_connection", "aws_cloudwatch_event_permission",
        "aws_cloudwatch_event_rule", "aws_cloudwatch_log_destination", "aws_cloudwatch_log_group",
        "aws_cloudwatch_log_resource_policy", "aws_cloudwatch_metric_alarm", "aws_cognito_identity_pool",
        "aws_cognito_identity_pool_roles_attachment", "aws_cognito_identity_provider",
        "aws_cognito_resource_server", "aws_cognito_user_group", "aws_cognito_user_pool",
        "aws_cognito_user_pool_domain", "aws_customer_gateway", "aws_db_event_subscription",
        "aws_db_option_group", "aws_db_parameter_group", "aws_db_proxy", "aws_db_snapshot",
        "aws_db_subnet_group", "aws_default_network_acl", "aws_default_security_group", "aws_default_vpc",
        "aws_dynamodb_kinesis_streaming_destination", "aws_dynamodb_resource_policy", "aws_dynamodb_table",
        "aws_ebs_snapshot", "aws_ebs_volume", "aws_ec2_managed_prefix_list", "aws_ec2_transit_gateway",
        "aws_ec2_transit_gateway_vpc_attachment", "aws_ecr_lifecycle_policy",
        "aws_ecr_pull_through_cache_rule", "aws_ecr_registry_policy", "aws_ecr_repository",
        "aws_ecr_repository_policy", "aws_ecs_cluster_capacity_providers", "aws_efs_access_point",
        "aws_efs_file_system", "aws_efs_file_system_policy", "aws_efs_mount_target",
        "aws_egress_only_internet_gateway", "aws_eip", "aws_eip_association", "aws_elasticache_cluster",
        "aws_elasticache_parameter_group", "aws_elasticache_replication_group",
        "aws_elasticache_subnet_group", "aws_elasticache_user", "aws_elasticache_user_group", "aws_flow_log",
        "aws_iam_access_key", "aws_iam_account_alias", "aws_iam_account_password_policy", "aws_iam_group",
        "aws_iam_group_policy", "aws_iam_instance_profile", "aws_iam_openid_connect_provider",
        "aws_iam_policy", "aws_iam_role", "aws_iam_role_policy", "aws_iam_saml_provider",
        "aws_iam_service_linked_role", "aws_iam_user", "aws_iam_user_login_profile", "aws_iam_user_policy",
        "aws_instance", "aws_internet_gateway", "aws_internet_gateway_attachment", "aws_key_pair",
        "aws_kinesis_firehose_delivery_stream", "aws_kinesis_stream_consumer", "aws_kms_alias",
        "aws_kms_grant", "aws_kms_key", "aws_kms_replica_key", "aws_lambda_code_signing_config",
        "aws_lambda_event_source_mapping", "aws_lambda_function", "aws_lambda_function_event_invoke_config",
        "aws_lambda_function_url", "aws_lambda_layer_version", "aws_lambda_provisioned_concurrency_config",
        "aws_launch_configuration", "aws_launch_template", "aws_lb", "aws_lb_listener",
        "aws_lb_listener_certificate", "aws_lb_listener_rule", "aws_lb_target_group", "aws_nat_gateway",
        "aws_network_acl", "aws_network_interface", "aws_pipes_pipe", "aws_placement_group",
        "aws_rds_cluster", "aws_rds_cluster_instance", "aws_rds_cluster_parameter_group",
        "aws_route53_health_check", "aws_route53_query_log", "aws_route53_record", "aws_route53_zone",
        "aws_route_table", "aws_s3_bucket", "aws_s3_bucket_accelerate_configuration", "aws_s3_bucket_acl",
        "aws_s3_bucket_analytics_configuration", "aws_s3_bucket_cors_configuration",
        "aws_s3_bucket_intelligent_tiering_configuration", "aws_s3_bucket_inventory",
        "aws_s3_bucket_lifecycle_configuration", "aws_s3_bucket_logging", "aws_s3_bucket_metric",
        "aws_s3_bucket_notification", "aws_s3_bucket_object_lock_configuration",
        "aws_s3_bucket_ownership_controls", "aws_s3_bucket_policy", "aws_s3_bucket_public_access_block",
        "aws_s3_bucket_replication_configuration", "aws_s3_bucket_request_payment_configuration",
        "aws_s3_bucket_server_side_encryption_configuration", "aws_s3_bucket_versioning",
        "aws_s3_bucket_website_configuration", "aws_scheduler_schedule", "aws_scheduler_schedule_group",
        "aws_secretsmanager_secret", "aws_secretsmanager_secret_policy",
        "aws_secretsmanager_secret_rotation", "aws_secretsmanager_secret_version", "aws_security_group",
        "aws_sfn_activity", "aws_sfn_alias", "aws_sfn_state_machine", "aws_sns_platform_application",
        "aws_sns_topic", "aws_sns_topic_policy", "aws_sns_topic_subscription", "aws_spot_fleet_request",
        "aws_sqs_queue", "aws_sqs_queue_policy", "aws_sqs_queue_redrive_allow_policy",
        "aws_sqs_queue_redrive_policy", "aws_ssm_association", "aws_ssm_document",
        "aws_ssm_maintenance_window", "aws_ssm_parameter", "aws_subnet", "aws_vpc", "aws_vpc_dhcp_options",
        "aws_vpc_endpoint", "aws_vpc_peering_connection", "aws_vpc_security_group_egress_rule",
        "aws_vpc_security_group_ingress_rule", "aws_vpn_connection", "aws_vpn_gateway",
        "aws_wafv2_web_acl_association",
    ]
}
