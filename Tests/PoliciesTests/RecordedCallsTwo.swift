extension RecordedCalls {
    /// One line for each type: its name; the calls of a refresh; those that create, change and delete an instance besides them.
    static let two = """
        aws_kms_alias | kms:ListAliases | kms:CreateAlias | kms:UpdateAlias | kms:DeleteAlias
        aws_kms_key | kms:DescribeKey GetKeyPolicy GetKeyRotationStatus ListResourceTags | kms:CreateKey DisableKey EnableKeyRotation | kms:DisableKey DisableKeyRotation EnableKey EnableKeyRotation PutKeyPolicy TagResource UntagResource UpdateKeyDescription | kms:ScheduleKeyDeletion
        aws_lambda_alias | lambda:GetAlias | lambda:CreateAlias | lambda:UpdateAlias | lambda:DeleteAlias
        aws_lambda_event_source_mapping | lambda:GetEventSourceMapping ListTags | lambda:CreateEventSourceMapping | lambda:TagResource UntagResource UpdateEventSourceMapping | lambda:DeleteEventSourceMapping
        aws_lambda_function | lambda:GetFunction GetFunctionCodeSigningConfig ListVersionsByFunction | lambda:CreateFunction PutFunctionConcurrency | lambda:DeleteFunctionConcurrency GetFunctionConfiguration PublishVersion PutFunctionConcurrency TagResource UntagResource UpdateFunctionCode UpdateFunctionConfiguration | lambda:DeleteFunction
        aws_lambda_function_event_invoke_config | lambda:GetFunctionEventInvokeConfig | lambda:PutFunctionEventInvokeConfig | lambda:PutFunctionEventInvokeConfig | lambda:DeleteFunctionEventInvokeConfig
        aws_lambda_function_url | lambda:GetFunctionUrlConfig | lambda:AddPermission CreateFunctionUrlConfig | lambda:UpdateFunctionUrlConfig | lambda:DeleteFunctionUrlConfig
        aws_lambda_permission | lambda:GetPolicy | lambda:AddPermission | - | lambda:RemovePermission
        aws_launch_template | ec2:DescribeLaunchTemplateVersions DescribeLaunchTemplates | ec2:CreateLaunchTemplate | ec2:CreateLaunchTemplateVersion CreateTags DeleteTags ModifyLaunchTemplate | ec2:DeleteLaunchTemplate
        aws_lb | elasticloadbalancing:DescribeCapacityReservation DescribeLoadBalancerAttributes DescribeLoadBalancers DescribeTags | elasticloadbalancing:CreateLoadBalancer ModifyLoadBalancerAttributes | elasticloadbalancing:AddTags ModifyLoadBalancerAttributes RemoveTags SetSecurityGroups SetSubnets | ec2:DescribeNetworkInterfaces elasticloadbalancing:DeleteLoadBalancer
        aws_lb_listener | elasticloadbalancing:DescribeListenerAttributes DescribeListeners DescribeTags | elasticloadbalancing:CreateListener | elasticloadbalancing:AddTags ModifyListener RemoveTags | elasticloadbalancing:DeleteListener
        aws_lb_listener_certificate | elasticloadbalancing:DescribeListenerCertificates | elasticloadbalancing:AddListenerCertificates | - | elasticloadbalancing:RemoveListenerCertificates
        aws_lb_listener_rule | elasticloadbalancing:DescribeRules DescribeTags | elasticloadbalancing:CreateRule | elasticloadbalancing:AddTags ModifyRule RemoveTags | elasticloadbalancing:DeleteRule
        aws_lb_target_group | elasticloadbalancing:DescribeTags DescribeTargetGroupAttributes DescribeTargetGroups | elasticloadbalancing:CreateTargetGroup ModifyTargetGroupAttributes | elasticloadbalancing:AddTags ModifyTargetGroup ModifyTargetGroupAttributes RemoveTags | elasticloadbalancing:DeleteTargetGroup
        aws_lb_target_group_attachment | elasticloadbalancing:DescribeTargetHealth | elasticloadbalancing:RegisterTargets | - | elasticloadbalancing:DeregisterTargets
        aws_nat_gateway | ec2:DescribeNatGateways | ec2:CreateNatGateway | ec2:CreateTags DeleteTags | ec2:DeleteNatGateway
        aws_network_acl | ec2:DescribeNetworkAcls | ec2:CreateNetworkAcl CreateNetworkAclEntry ReplaceNetworkAclAssociation | ec2:CreateNetworkAclEntry CreateTags DeleteNetworkAclEntry DeleteTags | ec2:DeleteNetworkAcl ReplaceNetworkAclAssociation
        aws_network_acl_rule | ec2:DescribeNetworkAcls | ec2:CreateNetworkAclEntry | - | ec2:DeleteNetworkAclEntry
        aws_route | ec2:DescribeRouteTables | ec2:CreateRoute | ec2:ReplaceRoute | ec2:DeleteRoute
        aws_route53_record | route53:GetHostedZone ListResourceRecordSets | route53:ChangeResourceRecordSets GetChange | route53:ChangeResourceRecordSets GetChange | route53:ChangeResourceRecordSets GetChange
        aws_route53_zone | route53:GetHostedZone ListTagsForResource | route53:ChangeTagsForResource CreateHostedZone GetChange | route53:ChangeTagsForResource UpdateHostedZoneComment | route53:DeleteHostedZone GetChange
        aws_route_table | ec2:DescribeRouteTables | ec2:CreateRoute CreateRouteTable | ec2:CreateRoute CreateTags DeleteRoute DeleteTags | ec2:DeleteRouteTable
        aws_route_table_association | ec2:DescribeRouteTables | ec2:AssociateRouteTable | ec2:ReplaceRouteTableAssociation | ec2:DisassociateRouteTable
        aws_s3_bucket | s3:GetBucketAccelerateConfiguration GetBucketAcl GetBucketCors GetBucketEncryption GetBucketLifecycleConfiguration GetBucketLogging GetBucketPolicy GetBucketReplication GetBucketRequestPayment GetBucketTagging GetBucketVersioning GetBucketWebsite GetObjectLockConfiguration HeadBucket | s3:CreateBucket PutBucketTagging | s3:PutBucketTagging | s3:DeleteBucket
        aws_s3_bucket_accelerate_configuration | s3:GetBucketAccelerateConfiguration | s3:PutBucketAccelerateConfiguration | s3:PutBucketAccelerateConfiguration | s3:PutBucketAccelerateConfiguration
        aws_s3_bucket_acl | s3:GetBucketAcl | s3:PutBucketAcl | s3:PutBucketAcl | -
        aws_s3_bucket_cors_configuration | s3:GetBucketCors | s3:PutBucketCors | s3:PutBucketCors | s3:DeleteBucketCors
        aws_s3_bucket_lifecycle_configuration | s3:GetBucketLifecycleConfiguration | s3:PutBucketLifecycleConfiguration | s3:PutBucketLifecycleConfiguration | s3:DeleteBucketLifecycle
        aws_s3_bucket_logging | s3:GetBucketLogging | s3:PutBucketLogging | s3:PutBucketLogging | s3:PutBucketLogging
        aws_s3_bucket_notification | s3:GetBucketNotificationConfiguration | s3:PutBucketNotificationConfiguration | s3:PutBucketNotificationConfiguration | s3:PutBucketNotificationConfiguration
        aws_s3_bucket_object | s3:GetObjectTagging HeadObject | s3:PutObject | s3:PutObject PutObjectTagging | s3:DeleteObject ListObjectVersions
        aws_s3_bucket_object_lock_configuration | s3:GetObjectLockConfiguration | s3:PutObjectLockConfiguration | s3:PutObjectLockConfiguration | s3:PutObjectLockConfiguration
        aws_s3_bucket_ownership_controls | s3:GetBucketOwnershipControls | s3:PutBucketOwnershipControls | s3:PutBucketOwnershipControls | s3:DeleteBucketOwnershipControls
        aws_s3_bucket_policy | s3:GetBucketPolicy | s3:PutBucketPolicy | s3:PutBucketPolicy | s3:DeleteBucketPolicy
        aws_s3_bucket_public_access_block | s3:GetPublicAccessBlock | s3:PutPublicAccessBlock | s3:PutPublicAccessBlock | s3:DeletePublicAccessBlock
        aws_s3_bucket_replication_configuration | s3:GetBucketReplication | s3:PutBucketReplication | s3:PutBucketReplication | s3:DeleteBucketReplication
        aws_s3_bucket_server_side_encryption_configuration | s3:GetBucketEncryption | s3:PutBucketEncryption | s3:PutBucketEncryption | s3:DeleteBucketEncryption
        aws_s3_bucket_versioning | s3:GetBucketVersioning | s3:PutBucketVersioning | s3:PutBucketVersioning | s3:PutBucketVersioning
        aws_s3_bucket_website_configuration | s3:GetBucketLocation GetBucketWebsite | s3:PutBucketWebsite | s3:PutBucketWebsite | s3:DeleteBucketWebsite
        aws_s3_object | s3:GetObjectTagging HeadObject | s3:PutObject | s3:PutObject PutObjectTagging | s3:DeleteObject ListObjectVersions
        aws_scheduler_schedule | scheduler:GetSchedule | scheduler:CreateSchedule | scheduler:UpdateSchedule | scheduler:DeleteSchedule
        aws_scheduler_schedule_group | scheduler:GetScheduleGroup ListTagsForResource | scheduler:CreateScheduleGroup | scheduler:TagResource UntagResource | scheduler:DeleteScheduleGroup
        aws_secretsmanager_secret | secretsmanager:DescribeSecret GetResourcePolicy | secretsmanager:CreateSecret PutResourcePolicy | secretsmanager:DeleteResourcePolicy TagResource UntagResource UpdateSecret | secretsmanager:DeleteSecret
        aws_secretsmanager_secret_policy | secretsmanager:GetResourcePolicy | secretsmanager:PutResourcePolicy | secretsmanager:PutResourcePolicy | secretsmanager:DeleteResourcePolicy
        aws_secretsmanager_secret_version | secretsmanager:GetSecretValue | secretsmanager:PutSecretValue | secretsmanager:PutSecretValue | -
        aws_security_group | ec2:DescribeSecurityGroups | ec2:AuthorizeSecurityGroupEgress AuthorizeSecurityGroupIngress CreateSecurityGroup RevokeSecurityGroupEgress | ec2:AuthorizeSecurityGroupEgress AuthorizeSecurityGroupIngress CreateTags DeleteTags RevokeSecurityGroupEgress RevokeSecurityGroupIngress | ec2:DeleteSecurityGroup DescribeNetworkInterfaces
        aws_security_group_rule | ec2:DescribeSecurityGroupRules DescribeSecurityGroups | ec2:AuthorizeSecurityGroupEgress AuthorizeSecurityGroupIngress | ec2:UpdateSecurityGroupRuleDescriptionsIngress | ec2:RevokeSecurityGroupEgress RevokeSecurityGroupIngress
        aws_sns_topic | sns:GetTopicAttributes ListTagsForResource | sns:CreateTopic SetTopicAttributes | sns:SetTopicAttributes TagResource UntagResource | sns:DeleteTopic
        aws_sns_topic_policy | sns:GetTopicAttributes | sns:SetTopicAttributes | sns:SetTopicAttributes | sns:SetTopicAttributes
        aws_sns_topic_subscription | sns:GetSubscriptionAttributes ListSubscriptionsByTopic | sns:Subscribe | sns:SetSubscriptionAttributes | sns:Unsubscribe
        aws_sqs_queue | sqs:GetQueueAttributes ListQueueTags | sqs:CreateQueue | sqs:SetQueueAttributes TagQueue UntagQueue | sqs:DeleteQueue
        aws_sqs_queue_policy | sqs:GetQueueAttributes | sqs:SetQueueAttributes | sqs:SetQueueAttributes | sqs:SetQueueAttributes
        aws_sqs_queue_redrive_policy | sqs:GetQueueAttributes | sqs:SetQueueAttributes | sqs:SetQueueAttributes | sqs:SetQueueAttributes
        aws_ssm_document | ssm:DescribeDocument DescribeDocumentPermission GetDocument | ssm:CreateDocument | ssm:AddTagsToResource RemoveTagsFromResource UpdateDocument UpdateDocumentDefaultVersion | ssm:DeleteDocument
        aws_ssm_parameter | ssm:DescribeParameters GetParameter ListTagsForResource | ssm:PutParameter | ssm:AddTagsToResource PutParameter RemoveTagsFromResource | ssm:DeleteParameter
        aws_subnet | ec2:DescribeSubnets | ec2:CreateSubnet ModifySubnetAttribute | ec2:CreateTags DeleteTags ModifySubnetAttribute | ec2:DeleteSubnet DescribeNetworkInterfaces
        aws_volume_attachment | ec2:DescribeVolumes | ec2:AttachVolume DescribeInstances | - | ec2:DetachVolume
        aws_vpc | ec2:DescribeNetworkAcls DescribeRouteTables DescribeSecurityGroups DescribeVpcAttribute DescribeVpcs | ec2:CreateVpc ModifyVpcAttribute | ec2:CreateTags DeleteTags ModifyVpcAttribute | ec2:DeleteVpc
        aws_vpc_endpoint | ec2:DescribePrefixLists DescribeVpcEndpoints | ec2:CreateVpcEndpoint | ec2:CreateTags DeleteTags ModifyVpcEndpoint | ec2:DeleteVpcEndpoints
        aws_vpc_endpoint_route_table_association | ec2:DescribeVpcEndpoints | ec2:ModifyVpcEndpoint | - | ec2:ModifyVpcEndpoint
        aws_vpc_security_group_egress_rule | ec2:DescribeSecurityGroupRules | ec2:AuthorizeSecurityGroupEgress | ec2:CreateTags DeleteTags ModifySecurityGroupRules | ec2:RevokeSecurityGroupEgress
        aws_vpc_security_group_ingress_rule | ec2:DescribeSecurityGroupRules | ec2:AuthorizeSecurityGroupIngress | ec2:CreateTags DeleteTags ModifySecurityGroupRules | ec2:RevokeSecurityGroupIngress
        aws_wafv2_ip_set | wafv2:GetIPSet ListTagsForResource | wafv2:CreateIPSet | wafv2:TagResource UntagResource UpdateIPSet | wafv2:DeleteIPSet
        aws_wafv2_regex_pattern_set | wafv2:GetRegexPatternSet ListTagsForResource | wafv2:CreateRegexPatternSet | wafv2:TagResource UntagResource UpdateRegexPatternSet | wafv2:DeleteRegexPatternSet

        """
}
