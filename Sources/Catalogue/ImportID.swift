/// The id by which `terraform import` finds a resource of a type, made of attributes of the state (the AWS provider's
/// documentation, section "Import" of each type, versions 5 and 6).
public struct ImportID: Sendable {
    /// One value of the id, with the text before it.
    struct Part: Sendable {
        var before: String
        var value: Value
    }

    /// Nil if the id is not known.
    let parts: [Part]?
    /// Why the id is not known; empty if it is known.
    public let unknown: String

    private init(parts: [Part]?, unknown: String = "") {
        self.parts = parts
        self.unknown = unknown
    }

    /// These values with a separator between them.
    static func joined(_ values: Value..., by separator: String = "/") -> ImportID {
        ImportID(
            parts: values.enumerated().map {
                Part(before: $0.offset == 0 ? "" : separator, value: $0.element)
            })
    }

    /// The id is not known, or no id imports the type. The words follow `its import id is not known: `.
    static func none(_ why: String) -> ImportID { ImportID(parts: nil, unknown: why) }

    /// The same id with an optional value after its first one.
    func qualified(_ before: String, _ value: Value) -> ImportID {
        guard var parts else { return self }
        parts.insert(Part(before: before, value: .optional(value)), at: 1)
        return ImportID(parts: parts)
    }

    /// The attributes that it is made of.
    public var attributes: Set<String> {
        (parts ?? []).reduce(into: []) { $0.formUnion($1.value.attributes) }
    }

    /// The id of an instance; nil if it is not known, or if the state lacks one of the attributes.
    public func text(_ attribute: (String) -> String?) -> String? {
        guard let parts else { return nil }
        var id = ""
        for part in parts {
            if let text = part.value.text(attribute) {
                id += part.before + text
            } else if case .optional = part.value {
                continue
            } else {
                return nil
            }
        }
        return id.isEmpty ? nil : id
    }
}

extension ResourceType {
    /// The id by which `terraform import` finds an instance: the attribute `id` for most types.
    ///
    /// A test lists these types, so that a new type is compared with its documentation first.
    public var importID: ImportID { Self.composed(name) ?? Self.networkPart(name) ?? .joined(.id) }

    private static func composed(_ name: String) -> ImportID? {
        func value(_ name: String) -> Value { .attribute(name) }
        let (api, method) = (value("rest_api_id"), value("http_method"))
        switch name {
        case "aws_api_gateway_authorizer", "aws_api_gateway_deployment", "aws_api_gateway_request_validator",
            "aws_api_gateway_resource":
            return .joined(api, .id)
        case "aws_api_gateway_gateway_response": return .joined(api, value("response_type"))
        case "aws_api_gateway_integration", "aws_api_gateway_method":
            return .joined(api, value("resource_id"), method)
        case "aws_api_gateway_integration_response", "aws_api_gateway_method_response":
            return .joined(api, value("resource_id"), method, value("status_code"))
        case "aws_api_gateway_method_settings":
            return .joined(api, value("stage_name"), value("method_path"))
        case "aws_api_gateway_model": return .joined(api, value("name"))
        case "aws_api_gateway_stage": return .joined(api, value("stage_name"))
        case "aws_api_gateway_usage_plan_key": return .joined(value("usage_plan_id"), value("key_id"))
        case "aws_apigatewayv2_api_mapping": return .joined(.id, value("domain_name"))
        case "aws_apigatewayv2_authorizer", "aws_apigatewayv2_deployment", "aws_apigatewayv2_integration",
            "aws_apigatewayv2_model", "aws_apigatewayv2_route":
            return .joined(value("api_id"), .id)
        case "aws_apigatewayv2_integration_response":
            return .joined(value("api_id"), value("integration_id"), .id)
        case "aws_apigatewayv2_route_response": return .joined(value("api_id"), value("route_id"), .id)
        case "aws_apigatewayv2_stage": return .joined(value("api_id"), value("name"))
        case "aws_appautoscaling_policy":
            return .joined(
                value("service_namespace"), value("resource_id"), value("scalable_dimension"), value("name"))
        case "aws_appautoscaling_target":
            return .joined(value("service_namespace"), value("resource_id"), value("scalable_dimension"))
        case "aws_appautoscaling_scheduled_action", "aws_acm_certificate_validation",
            "aws_iam_group_membership", "aws_iam_policy_attachment":
            return .none("the provider cannot import this type")
        case "aws_autoscaling_lifecycle_hook", "aws_autoscaling_policy":
            return .joined(value("autoscaling_group_name"), value("name"))
        case "aws_autoscaling_schedule":
            return .joined(value("autoscaling_group_name"), value("scheduled_action_name"))
        case "aws_backup_selection": return .joined(value("plan_id"), .id, by: "|")
        case "aws_cloudwatch_event_target":
            return .joined(value("event_bus_name"), value("rule"), value("target_id"))
        case "aws_cloudwatch_log_metric_filter", "aws_cloudwatch_log_stream":
            return .joined(value("log_group_name"), value("name"), by: ":")
        case "aws_cloudwatch_log_subscription_filter":
            return .joined(value("log_group_name"), value("name"), by: "|")
        case "aws_cloudwatch_query_definition", "aws_ecs_task_definition": return .joined(.arn)
        case "aws_cognito_user_pool_client": return .joined(value("user_pool_id"), .id)
        // The attribute `id` of these is an ARN or an internal id.
        case "aws_codebuild_project", "aws_ecs_cluster", "aws_iam_server_certificate", "aws_kinesis_stream":
            return .joined(value("name"))
        case "aws_db_instance": return .joined(value("identifier"))
        case "aws_ecs_capacity_provider":
            return .none("it is the name in version 5 of the provider and the ARN in version 6")
        // The cluster is a name or an ARN, which ends with the name.
        case "aws_ecs_service":
            return .joined(.part(value("cluster"), separator: "/", index: -1), value("name"))
        case "aws_iam_group_policy_attachment": return .joined(value("group"), value("policy_arn"))
        case "aws_iam_role_policy_attachment": return .joined(value("role"), value("policy_arn"))
        case "aws_iam_user_policy_attachment": return .joined(value("user"), value("policy_arn"))
        case "aws_iam_role_policies_exclusive", "aws_iam_role_policy_attachments_exclusive":
            return .joined(value("role_name"))
        case "aws_iam_user_group_membership":
            return .none("it is the user's name and the names of the groups, separated by '/'")
        case "aws_lambda_alias": return .joined(function, value("name"))
        case "aws_lambda_permission":
            return .joined(function, value("statement_id")).qualified(":", value("qualifier"))
        case "aws_lb_target_group_attachment":
            return .none("only new versions of the provider can import this type")
        case "aws_s3_bucket_object", "aws_s3_object": return .joined(value("bucket"), value("key"))
        case "aws_wafv2_ip_set", "aws_wafv2_regex_pattern_set", "aws_wafv2_rule_group", "aws_wafv2_web_acl":
            return .joined(.id, value("name"), value("scope"))
        default: return nil
        }
    }

    private static func networkPart(_ name: String) -> ImportID? {
        func value(_ name: String) -> Value { .attribute(name) }
        switch name {
        case "aws_default_route_table", "aws_vpc_dhcp_options_association": return .joined(value("vpc_id"))
        case "aws_main_route_table_association": return .none("the provider cannot import this type")
        case "aws_network_acl_rule":
            return .joined(
                value("network_acl_id"), value("rule_number"), value("protocol"), value("egress"), by: ":")
        case "aws_route":
            let destination: [Value] = [
                value("destination_cidr_block"), value("destination_ipv6_cidr_block"),
                value("destination_prefix_list_id"),
            ]
            return .joined(value("route_table_id"), .first(destination), by: "_")
        case "aws_route_table_association":
            return .joined(.attribute("subnet_id", or: "gateway_id"), value("route_table_id"))
        case "aws_security_group_rule":
            return .none("the provider composes it from all sources of the rule: see its documentation")
        case "aws_volume_attachment":
            return .joined(value("device_name"), value("volume_id"), value("instance_id"), by: ":")
        case "aws_vpc_endpoint_route_table_association":
            return .joined(value("vpc_endpoint_id"), value("route_table_id"))
        default: return nil
        }
    }

    /// The name of a function that the state names, or the end of its ARN.
    private static var function: Value {
        .first([.part(.attribute("function_name"), separator: ":", index: 6), .attribute("function_name")])
    }
}
