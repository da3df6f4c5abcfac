extension Recording {
    static let all = json + xml

    /// Services that answer in JSON.
    private static let json = [
        Recording(
            "aws_api_gateway_client_certificate", ["id": "a1b2c3"],
            #"{"clientCertificateId": "a1b2c3", "createdDate": 1690000000, "expirationDate": 1850000000}"#,
            gone: .error("NotFoundException")),
        Recording(
            "aws_api_gateway_rest_api_policy", ["rest_api_id": "api1"],
            #"{"id": "api1", "name": "n", "policy": "{\\\"Version\\\":\\\"2012-10-17\\\"}", "apiStatus": "AVAILABLE"}"#,
            gone: .response(#"{"id": "api1", "name": "n"}"#)),
        Recording(
            "aws_api_gateway_vpc_link", ["id": "l1"],
            #"{"id": "l1", "name": "n", "targetArns": ["arn:t"], "status": "AVAILABLE"}"#,
            gone: .error("NotFoundException")),
        Recording(
            "aws_apigatewayv2_api_mapping", ["domain_name": "a.example.com", "id": "m1"],
            #"{"apiId": "a", "apiMappingId": "m1", "apiMappingKey": "v1", "stage": "prod"}"#,
            gone: .error("NotFoundException")),
        Recording(
            "aws_apigatewayv2_deployment", ["api_id": "a", "id": "d1"],
            #"{"autoDeployed": false, "deploymentId": "d1", "deploymentStatus": "DEPLOYED"}"#,
            gone: .error("NotFoundException")),
        Recording(
            "aws_apigatewayv2_domain_name", ["domain_name": "a.example.com"],
            #"{"domainName": "a.example.com", "domainNameConfigurations": [{"domainNameStatus": "AVAILABLE"}]}"#,
            gone: .error("NotFoundException")),
        Recording(
            "aws_appautoscaling_target",
            [
                "service_namespace": "ecs", "resource_id": "service/c/s",
                "scalable_dimension": "ecs:service:DesiredCount",
            ],
            #"{"ScalableTargets": [{"ServiceNamespace": "ecs", "ResourceId": "service/c/s", "ScalableDimension": "ecs:service:DesiredCount", "MinCapacity": 1}]}"#,
            gone: .response(#"{"ScalableTargets": []}"#)),
        Recording(
            "aws_appautoscaling_policy",
            [
                "service_namespace": "ecs", "resource_id": "service/c/s", "name": "p",
                "scalable_dimension": "ecs:service:DesiredCount",
            ],
            #"{"ScalingPolicies": [{"PolicyName": "p", "ResourceId": "service/c/s", "ScalableDimension": "ecs:service:DesiredCount"}]}"#,
            gone: .response(#"{"ScalingPolicies": []}"#)),
        Recording(
            "aws_appautoscaling_scheduled_action",
            ["service_namespace": "ecs", "resource_id": "service/c/s", "name": "night"],
            #"{"ScheduledActions": [{"ScheduledActionName": "night", "ResourceId": "service/c/s", "Schedule": "cron(0 0 * * ? *)"}]}"#,
            gone: .response(#"{"ScheduledActions": []}"#)),
        Recording(
            "aws_backup_selection", ["plan_id": "p", "id": "s1"],
            #"{"BackupPlanId": "p", "SelectionId": "s1", "BackupSelection": {"SelectionName": "n"}}"#,
            gone: .error("ResourceNotFoundException")),
        Recording(
            "aws_cloudwatch_composite_alarm", ["alarm_name": "c"],
            #"{"CompositeAlarms": [{"AlarmName": "c", "StateValue": "OK", "AlarmRule": "ALARM(a)"}], "MetricAlarms": []}"#,
            gone: .response(#"{"CompositeAlarms": [], "MetricAlarms": []}"#)),
        Recording(
            "aws_cloudwatch_query_definition", ["name": "q", "query_definition_id": "d1"],
            #"{"queryDefinitions": [{"queryDefinitionId": "d1", "name": "q", "queryString": "fields @message"}]}"#,
            gone: .response(#"{"queryDefinitions": []}"#)),
        Recording(
            "aws_cognito_identity_pool_roles_attachment", ["identity_pool_id": "eu-west-1:1"],
            #"{"IdentityPoolId": "eu-west-1:1", "Roles": {"authenticated": "arn:aws:iam::1:role/r"}}"#,
            gone: .response(#"{"IdentityPoolId": "eu-west-1:1"}"#)),
        Recording(
            "aws_dynamodb_kinesis_streaming_destination", ["table_name": "t", "stream_arn": "arn:s"],
            #"{"TableName": "t", "KinesisDataStreamDestinations": [{"StreamArn": "arn:s", "DestinationStatus": "ACTIVE"}]}"#,
            gone: .response(
                #"{"TableName": "t", "KinesisDataStreamDestinations": [{"StreamArn": "arn:s", "DestinationStatus": "DISABLED"}]}"#
            )),
        Recording(
            "aws_ecr_pull_through_cache_rule", ["ecr_repository_prefix": "hub"],
            #"{"pullThroughCacheRules": [{"ecrRepositoryPrefix": "hub", "upstreamRegistryUrl": "public.ecr.aws"}]}"#,
            gone: .error("PullThroughCacheRuleNotFoundException")),
        Recording(
            "aws_kms_replica_key", ["arn": "arn:k", "key_id": "mrk-1"],
            #"{"KeyMetadata": {"KeyId": "mrk-1", "Arn": "arn:k", "Enabled": true, "KeyState": "Enabled", "MultiRegion": true}}"#,
            gone: .error("NotFoundException")),
        Recording(
            "aws_lambda_code_signing_config", ["arn": "arn:c"],
            #"{"CodeSigningConfig": {"CodeSigningConfigId": "csc-1", "CodeSigningConfigArn": "arn:c"}}"#,
            gone: .error("ResourceNotFoundException")),
        Recording(
            "aws_lambda_provisioned_concurrency_config", ["function_name": "f", "qualifier": "live"],
            #"{"RequestedProvisionedConcurrentExecutions": 2, "AvailableProvisionedConcurrentExecutions": 2, "Status": "READY"}"#,
            gone: .error("ProvisionedConcurrencyConfigNotFoundException")),
        Recording(
            "aws_secretsmanager_secret_rotation", ["secret_id": "arn:s"],
            #"{"ARN": "arn:s", "Name": "n", "RotationEnabled": true, "RotationLambdaARN": "arn:l"}"#,
            gone: .response(#"{"ARN": "arn:s", "Name": "n", "RotationEnabled": false}"#)),
        Recording(
            "aws_sfn_alias", ["arn": "arn:a"],
            #"{"stateMachineAliasArn": "arn:a", "name": "live", "routingConfiguration": [{"weight": 100}]}"#,
            gone: .error("ResourceNotFound")),
        Recording(
            "aws_sfn_state_machine", ["arn": "arn:m"],
            #"{"stateMachineArn": "arn:m", "name": "n", "status": "ACTIVE", "type": "STANDARD"}"#,
            gone: .error("StateMachineDoesNotExist")),
        Recording(
            "aws_sqs_queue_policy", ["queue_url": "https://sqs.eu-west-1.amazonaws.com/1/q"],
            #"{"Attributes": {"QueueArn": "arn:aws:sqs:eu-west-1:1:q", "Policy": "{}"}}"#,
            gone: .response(#"{"Attributes": {"QueueArn": "arn:aws:sqs:eu-west-1:1:q"}}"#)),
        Recording(
            "aws_sqs_queue_redrive_allow_policy", ["queue_url": "https://sqs.eu-west-1.amazonaws.com/1/q"],
            #"{"Attributes": {"QueueArn": "arn:aws:sqs:eu-west-1:1:q", "RedriveAllowPolicy": "{}"}}"#,
            gone: .response(#"{"Attributes": {"QueueArn": "arn:aws:sqs:eu-west-1:1:q"}}"#)),
        Recording(
            "aws_ssm_association", ["association_id": "a1"],
            #"{"AssociationDescription": {"AssociationId": "a1", "Name": "AWS-RunPatchBaseline", "Overview": {"Status": "Success"}}}"#,
            gone: .error("AssociationDoesNotExist")),
    ]
}
