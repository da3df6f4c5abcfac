/// IAM, "API Reference": the query protocol, one endpoint for a partition. What is absent is `NoSuchEntity`.
extension ResourceType {
    static let iam = [
        iamRole, iamRolePoliciesExclusive, iamRoleAttachmentsExclusive, iamRolePolicy,
        iamRolePolicyAttachment, iamPolicy, iamPolicyAttachment, iamUser,
        iamUserPolicy,
        iamUserPolicyAttachment, iamGroup, iamGroupPolicy, iamGroupPolicyAttachment, iamGroupMembership,
        iamUserGroupMembership, iamInstanceProfile, iamAccessKey, iamOpenIDProvider, iamSAMLProvider,
        iamServiceLinkedRole, iamLoginProfile, iamAccountPasswordPolicy, iamAccountAlias,
        iamServerCertificate.recorded,
    ]

    private static func iam(
        _ operation: String, _ parameters: [String: Value], _ element: Element, _ states: [StateRule] = []
    ) -> Read {
        Read(
            .iam, operation, .query("2010-05-08", parameters), absent: ["NoSuchEntity"],
            element: element.below("\(operation)Result"), states: states)
    }

    private static let name = Value.attribute("name")
    private static let role = Value.attribute("role")
    private static let user = Value.attribute("user")
    private static let group = Value.attribute("group")
    private static let policyARN = Value.attribute("policy_arn")
    private static let listed: Value = .number(1000)

    /// What the state says of its policies is compared by code of its own.
    public static let iamRole = ResourceType(
        "aws_iam_role",
        read: iam("GetRole", ["RoleName": .nameOrID], .one("Role", .equals("RoleName", .nameOrID)))
    ).telling("managed_policy_arns", "inline_policy.name")

    /// What claims all policies of a role is there as long as the role is.
    private static func exclusive(_ name: String) -> ResourceType {
        let role = Value.attribute("role_name")
        return ResourceType(
            name, read: iam("GetRole", ["RoleName": role], .one("Role", .equals("RoleName", role))))
    }

    public static let iamRolePoliciesExclusive = exclusive("aws_iam_role_policies_exclusive")
        .telling("policy_names")
    public static let iamRoleAttachmentsExclusive = exclusive("aws_iam_role_policy_attachments_exclusive")
        .telling("policy_arns")

    public static let iamRolePolicy = ResourceType(
        "aws_iam_role_policy",
        read: iam(
            "GetRolePolicy", ["RoleName": role, "PolicyName": name],
            .one("", .equals("RoleName", role), .equals("PolicyName", name))))

    public static let iamRolePolicyAttachment = ResourceType(
        "aws_iam_role_policy_attachment",
        read: iam(
            "ListAttachedRolePolicies", ["RoleName": role, "MaxItems": listed],
            .listed("AttachedPolicies.member", .equals("PolicyArn", policyARN))))

    static let iamPolicy = ResourceType(
        "aws_iam_policy",
        read: iam("GetPolicy", ["PolicyArn": .arn], .one("Policy", .equals("Arn", .arn))))

    /// Exclusive: it names every user, role and group that has the policy. It is there while anybody has it.
    public static let iamPolicyAttachment = ResourceType(
        "aws_iam_policy_attachment",
        read: iam(
            "ListEntitiesForPolicy", ["PolicyArn": policyARN],
            .one().with(part: "PolicyRoles.member", "PolicyUsers.member", "PolicyGroups.member"))
    ).telling("roles")

    static let iamUser = ResourceType(
        "aws_iam_user",
        read: iam("GetUser", ["UserName": .nameOrID], .one("User", .equals("UserName", .nameOrID))))

    static let iamUserPolicy = ResourceType(
        "aws_iam_user_policy",
        read: iam(
            "GetUserPolicy", ["UserName": user, "PolicyName": name],
            .one("", .equals("UserName", user), .equals("PolicyName", name))))

    static let iamUserPolicyAttachment = ResourceType(
        "aws_iam_user_policy_attachment",
        read: iam(
            "ListAttachedUserPolicies", ["UserName": user, "MaxItems": listed],
            .listed("AttachedPolicies.member", .equals("PolicyArn", policyARN))))

    static let iamGroup = ResourceType(
        "aws_iam_group",
        read: iam("GetGroup", ["GroupName": .nameOrID], .one("Group", .equals("GroupName", .nameOrID))))

    static let iamGroupPolicy = ResourceType(
        "aws_iam_group_policy",
        read: iam(
            "GetGroupPolicy", ["GroupName": group, "PolicyName": name],
            .one("", .equals("GroupName", group), .equals("PolicyName", name))))

    static let iamGroupPolicyAttachment = ResourceType(
        "aws_iam_group_policy_attachment",
        read: iam(
            "ListAttachedGroupPolicies", ["GroupName": group, "MaxItems": listed],
            .listed("AttachedPolicies.member", .equals("PolicyArn", policyARN))))

    /// It is there while the group has any member: the users are a list in the state.
    static let iamGroupMembership = ResourceType(
        "aws_iam_group_membership",
        read: iam(
            "GetGroup", ["GroupName": group],
            .one("", .equals("Group.GroupName", group)).with(part: "Users.member")))

    static let iamUserGroupMembership = ResourceType(
        "aws_iam_user_group_membership",
        read: iam(
            "ListGroupsForUser", ["UserName": user, "MaxItems": listed], .one().with(part: "Groups.member")))

    static let iamInstanceProfile = ResourceType(
        "aws_iam_instance_profile",
        read: iam(
            "GetInstanceProfile", ["InstanceProfileName": .nameOrID],
            .one("InstanceProfile", .equals("InstanceProfileName", .nameOrID))))

    static let iamAccessKey: ResourceType = {
        var read = iam(
            "ListAccessKeys", ["UserName": user],
            .listed("AccessKeyMetadata.member", .equals("AccessKeyId", .id)))
        read.states = [
            StateRule(
                "Status", healthy: ["Active"], words: ["Inactive": "inactive", "Expired": "expired"],
                asWanted: .attribute("status"))
        ]
        return ResourceType("aws_iam_access_key", data: .irreplaceable, read: read)
    }()

    static let iamOpenIDProvider = ResourceType(
        "aws_iam_openid_connect_provider",
        read: iam("GetOpenIDConnectProvider", ["OpenIDConnectProviderArn": .arn], .one().with(part: "Url")))

    static let iamSAMLProvider = ResourceType(
        "aws_iam_saml_provider",
        read: iam("GetSAMLProvider", ["SAMLProviderArn": .arn], .one().with(part: "SAMLMetadataDocument")))

    static let iamServiceLinkedRole = ResourceType(
        "aws_iam_service_linked_role",
        read: iam("GetRole", ["RoleName": name], .one("Role", .equals("Arn", .arn))))

    static let iamLoginProfile = ResourceType(
        "aws_iam_user_login_profile",
        read: iam("GetLoginProfile", ["UserName": user], .one("LoginProfile", .equals("UserName", user))))

    static let iamAccountPasswordPolicy = ResourceType(
        "aws_iam_account_password_policy",
        read: iam("GetAccountPasswordPolicy", [:], .one().with(part: "PasswordPolicy")))

    static let iamAccountAlias = ResourceType(
        "aws_iam_account_alias",
        read: iam(
            "ListAccountAliases", [:],
            .listed("AccountAliases", .equals("member", .attribute("account_alias")))))

    static let iamServerCertificate = ResourceType(
        "aws_iam_server_certificate",
        read: iam(
            "GetServerCertificate", ["ServerCertificateName": name],
            .one("ServerCertificate.ServerCertificateMetadata", .equals("ServerCertificateName", name)),
            [.lasts("Expiration", days: 30)]))
}
