extension RecordedCalls {
    /// One line for each type: its name; the calls of a refresh; those that create, change and delete an instance besides them.
    static let one = """
        aws_acm_certificate | acm:DescribeCertificate ListTagsForCertificate | acm:RequestCertificate | acm:AddTagsToCertificate RemoveTagsFromCertificate | acm:DeleteCertificate
        aws_acm_certificate_validation | acm:DescribeCertificate | - | - | -
        aws_alb | elasticloadbalancing:DescribeCapacityReservation DescribeLoadBalancerAttributes DescribeLoadBalancers DescribeTags | elasticloadbalancing:CreateLoadBalancer ModifyLoadBalancerAttributes | elasticloadbalancing:AddTags ModifyLoadBalancerAttributes RemoveTags SetSecurityGroups SetSubnets | ec2:DescribeNetworkInterfaces elasticloadbalancing:DeleteLoadBalancer
        aws_alb_listener | elasticloadbalancing:DescribeListenerAttributes DescribeListeners DescribeTags | elasticloadbalancing:CreateListener | elasticloadbalancing:AddTags ModifyListener RemoveTags | elasticloadbalancing:DeleteListener
        aws_alb_listener_rule | elasticloadbalancing:DescribeRules DescribeTags | elasticloadbalancing:CreateRule | elasticloadbalancing:AddTags ModifyRule RemoveTags | elasticloadbalancing:DeleteRule
        aws_alb_target_group | elasticloadbalancing:DescribeTags DescribeTargetGroupAttributes DescribeTargetGroups | elasticloadbalancing:CreateTargetGroup ModifyTargetGroupAttributes | elasticloadbalancing:AddTags ModifyTargetGroup ModifyTargetGroupAttributes RemoveTags | elasticloadbalancing:DeleteTargetGroup
        aws_api_gateway_authorizer | apigateway:GetAuthorizer | apigateway:CreateAuthorizer | apigateway:UpdateAuthorizer | apigateway:DeleteAuthorizer
        aws_api_gateway_deployment | apigateway:GetDeployment | apigateway:CreateDeployment | - | apigateway:DeleteDeployment
        aws_api_gateway_gateway_response | apigateway:GetGatewayResponse | apigateway:PutGatewayResponse | apigateway:PutGatewayResponse | apigateway:DeleteGatewayResponse
        aws_api_gateway_integration | apigateway:GetIntegration | apigateway:PutIntegration | - | apigateway:DeleteIntegration
        aws_api_gateway_integration_response | apigateway:GetIntegrationResponse | apigateway:PutIntegrationResponse | - | apigateway:DeleteIntegrationResponse
        aws_api_gateway_method | apigateway:GetMethod | apigateway:PutMethod | apigateway:UpdateMethod | apigateway:DeleteMethod
        aws_api_gateway_method_response | apigateway:GetMethodResponse | apigateway:PutMethodResponse | - | apigateway:DeleteMethodResponse
        aws_api_gateway_method_settings | apigateway:GetStage | apigateway:UpdateStage | - | apigateway:UpdateStage
        aws_api_gateway_model | apigateway:GetModel | apigateway:CreateModel | apigateway:UpdateModel | apigateway:DeleteModel
        aws_api_gateway_request_validator | apigateway:GetRequestValidator | apigateway:CreateRequestValidator | apigateway:UpdateRequestValidator | apigateway:DeleteRequestValidator
        aws_api_gateway_resource | apigateway:GetResource | apigateway:CreateResource | apigateway:UpdateResource | apigateway:DeleteResource
        aws_api_gateway_rest_api | apigateway:GetResources GetRestApi | apigateway:CreateRestApi | apigateway:UntagResource UpdateRestApi | apigateway:DeleteRestApi
        aws_api_gateway_stage | apigateway:GetStage | apigateway:CreateStage UpdateStage | - | apigateway:DeleteStage
        aws_apigatewayv2_api | apigateway:GetApi | apigateway:CreateApi | apigateway:TagResource UntagResource UpdateApi | apigateway:DeleteApi
        aws_apigatewayv2_authorizer | apigateway:GetAuthorizer | apigateway:CreateAuthorizer GetApi | apigateway:UpdateAuthorizer | apigateway:DeleteAuthorizer
        aws_apigatewayv2_integration | apigateway:GetIntegration | apigateway:CreateIntegration | apigateway:UpdateIntegration | apigateway:DeleteIntegration
        aws_apigatewayv2_route | apigateway:GetRoute | apigateway:CreateRoute | apigateway:UpdateRoute | apigateway:DeleteRoute
        aws_apigatewayv2_stage | apigateway:GetApi GetStage | apigateway:CreateStage | apigateway:UntagResource UpdateStage | apigateway:DeleteStage
        aws_cloudwatch_dashboard | cloudwatch:GetDashboard | cloudwatch:PutDashboard | cloudwatch:PutDashboard | cloudwatch:DeleteDashboards
        aws_cloudwatch_event_bus | events:DescribeEventBus ListTagsForResource | events:CreateEventBus | events:TagResource UntagResource UpdateEventBus | events:DeleteEventBus
        aws_cloudwatch_event_rule | events:DescribeRule ListTagsForResource | events:PutRule | events:PutRule TagResource UntagResource | events:DeleteRule
        aws_cloudwatch_event_target | events:ListTargetsByRule | events:PutTargets | events:PutTargets | events:RemoveTargets
        aws_cloudwatch_log_group | logs:DescribeLogGroups ListTagsForResource | logs:CreateLogGroup PutRetentionPolicy | logs:DeleteRetentionPolicy PutRetentionPolicy TagResource UntagResource | logs:DeleteLogGroup
        aws_cloudwatch_log_metric_filter | logs:DescribeMetricFilters | logs:PutMetricFilter | logs:PutMetricFilter | logs:DeleteMetricFilter
        aws_cloudwatch_log_stream | logs:DescribeLogStreams | logs:CreateLogStream | - | logs:DeleteLogStream
        aws_cloudwatch_log_subscription_filter | logs:DescribeSubscriptionFilters | logs:PutSubscriptionFilter | logs:PutSubscriptionFilter | logs:DeleteSubscriptionFilter
        aws_cloudwatch_metric_alarm | cloudwatch:DescribeAlarms ListTagsForResource | cloudwatch:PutMetricAlarm | cloudwatch:PutMetricAlarm TagResource UntagResource | cloudwatch:DeleteAlarms
        aws_db_parameter_group | rds:DescribeDBParameterGroups DescribeDBParameters ListTagsForResource | rds:CreateDBParameterGroup ModifyDBParameterGroup | rds:ModifyDBParameterGroup | rds:DeleteDBParameterGroup
        aws_db_subnet_group | rds:DescribeDBSubnetGroups ListTagsForResource | rds:CreateDBSubnetGroup | rds:AddTagsToResource RemoveTagsFromResource | rds:DeleteDBSubnetGroup
        aws_dynamodb_table | dynamodb:DescribeContinuousBackups DescribeTable DescribeTimeToLive ListTagsOfResource | dynamodb:CreateTable UpdateContinuousBackups UpdateTimeToLive | dynamodb:TagResource UntagResource UpdateContinuousBackups UpdateTable UpdateTimeToLive | dynamodb:DeleteTable
        aws_ebs_volume | ec2:DescribeVolumes | ec2:CreateVolume | ec2:CreateTags DeleteTags ModifyVolume | ec2:DeleteVolume
        aws_ecr_lifecycle_policy | ecr:GetLifecyclePolicy | ecr:PutLifecyclePolicy | ecr:PutLifecyclePolicy | ecr:DeleteLifecyclePolicy
        aws_ecr_repository | ecr:DescribeRepositories ListTagsForResource | ecr:CreateRepository | ecr:PutImageScanningConfiguration PutImageTagMutability TagResource UntagResource | ecr:DeleteRepository
        aws_ecr_repository_policy | ecr:GetRepositoryPolicy | ecr:SetRepositoryPolicy | ecr:SetRepositoryPolicy | ecr:DeleteRepositoryPolicy
        aws_ecs_cluster | ecs:DescribeClusters | ecs:CreateCluster | ecs:ListTagsForResource TagResource UntagResource UpdateCluster | ecs:DeleteCluster
        aws_ecs_cluster_capacity_providers | ecs:DescribeClusters | ecs:PutClusterCapacityProviders | ecs:PutClusterCapacityProviders | ecs:PutClusterCapacityProviders
        aws_ecs_service | ecs:DescribeServices | ecs:CreateService | ecs:TagResource UntagResource UpdateService | ecs:DeleteService UpdateService
        aws_ecs_task_definition | ecs:DescribeTaskDefinition | ecs:RegisterTaskDefinition | - | ecs:DeregisterTaskDefinition
        aws_eip | ec2:DescribeAddresses DescribeAddressesAttribute | ec2:AllocateAddress | ec2:CreateTags DeleteTags | ec2:DisassociateAddress ReleaseAddress
        aws_flow_log | ec2:DescribeFlowLogs | ec2:CreateFlowLogs | ec2:CreateTags DeleteTags | ec2:DeleteFlowLogs
        aws_iam_access_key | iam:ListAccessKeys | iam:CreateAccessKey UpdateAccessKey | iam:UpdateAccessKey | iam:DeleteAccessKey
        aws_iam_group | iam:GetGroup | iam:CreateGroup | iam:UpdateGroup | iam:DeleteGroup
        aws_iam_group_membership | iam:GetGroup | iam:AddUserToGroup | iam:AddUserToGroup RemoveUserFromGroup | iam:RemoveUserFromGroup
        aws_iam_group_policy | iam:GetGroupPolicy | iam:PutGroupPolicy | iam:PutGroupPolicy | iam:DeleteGroupPolicy
        aws_iam_group_policy_attachment | iam:ListAttachedGroupPolicies | iam:AttachGroupPolicy | - | iam:DetachGroupPolicy
        aws_iam_instance_profile | iam:GetInstanceProfile GetRole | iam:AddRoleToInstanceProfile CreateInstanceProfile | iam:TagInstanceProfile UntagInstanceProfile | iam:DeleteInstanceProfile RemoveRoleFromInstanceProfile
        aws_iam_openid_connect_provider | iam:GetOpenIDConnectProvider | iam:CreateOpenIDConnectProvider | iam:AddClientIDToOpenIDConnectProvider TagOpenIDConnectProvider UntagOpenIDConnectProvider UpdateOpenIDConnectProviderThumbprint | iam:DeleteOpenIDConnectProvider
        aws_iam_policy | iam:GetPolicy GetPolicyVersion | iam:CreatePolicy | iam:CreatePolicyVersion ListPolicyVersions TagPolicy UntagPolicy | iam:DeletePolicy DeletePolicyVersion ListPolicyVersions
        aws_iam_policy_attachment | iam:ListEntitiesForPolicy | iam:AttachGroupPolicy AttachRolePolicy AttachUserPolicy | iam:AttachGroupPolicy AttachRolePolicy AttachUserPolicy DetachGroupPolicy DetachRolePolicy DetachUserPolicy | iam:DetachGroupPolicy DetachRolePolicy DetachUserPolicy
        aws_iam_role | iam:GetRole GetRolePolicy ListAttachedRolePolicies ListRolePolicies | iam:CreateRole PutRolePolicy | iam:TagRole UntagRole UpdateAssumeRolePolicy UpdateRole UpdateRoleDescription | iam:DeleteRole DeleteRolePolicy ListInstanceProfilesForRole
        aws_iam_role_policy | iam:GetRolePolicy | iam:PutRolePolicy | iam:PutRolePolicy | iam:DeleteRolePolicy
        aws_iam_role_policy_attachment | iam:ListAttachedRolePolicies | iam:AttachRolePolicy | - | iam:DetachRolePolicy
        aws_iam_user | iam:GetUser | iam:CreateUser | iam:TagUser UntagUser UpdateUser | iam:DeleteUser ListGroupsForUser
        aws_iam_user_policy | iam:GetUserPolicy | iam:PutUserPolicy | iam:PutUserPolicy | iam:DeleteUserPolicy
        aws_iam_user_policy_attachment | iam:ListAttachedUserPolicies | iam:AttachUserPolicy | - | iam:DetachUserPolicy
        aws_internet_gateway | ec2:DescribeInternetGateways | ec2:AttachInternetGateway CreateInternetGateway | ec2:CreateTags DeleteTags | ec2:DeleteInternetGateway DetachInternetGateway
        aws_key_pair | ec2:DescribeKeyPairs | ec2:ImportKeyPair | ec2:CreateTags DeleteTags | ec2:DeleteKeyPair

        """
}
