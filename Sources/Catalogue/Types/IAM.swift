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

    /// Only the policy that the state names: a caller that may attach any policy can give itself any right.
    private static func onlyIts(_ operation: String) -> Right {
        .call(operation).when("ArnEquals", "iam:PolicyARN", policyARN)
    }

    private static let attach = each("Attach")
    private static let detach = each("Detach")

    /// For all that have an exclusive policy.
    private static func each(_ verb: String) -> [Right] {
        [
            onlyIts("\(verb)RolePolicy").on(.role(.attribute("roles"))).forEach("roles"),
            onlyIts("\(verb)UserPolicy").on(.user(.attribute("users"))).forEach("users"),
            onlyIts("\(verb)GroupPolicy").on(.group(.attribute("groups"))).forEach("groups"),
        ]
    }

    /// What the state says of its policies is compared by code of its own.
    public static let iamRole = ResourceType(
        "aws_iam_role",
        read: iam("GetRole", ["RoleName": .nameOrID], .one("Role", .equals("RoleName", .nameOrID)))
    )
    .telling("managed_policy_arns", "inline_policy.name")
    .granting(
        Rights(
            .iam, on: .own("iam:role/", or: .role(.nameOrID)),
            read: [
                "GetRole", "ListRolePolicies", "ListAttachedRolePolicies",
                .call("GetRolePolicy").ifSet("inline_policy"),
            ],
            create: [
                "CreateRole", .tagging("TagRole"),
                .call("PutRolePolicy").ifSet("inline_policy")
                    .ifNoInstance(of: "aws_iam_role_policy", at: "role"),
            ],
            update: [
                "UpdateAssumeRolePolicy", "UpdateRole", "UpdateRoleDescription", "TagRole", "UntagRole",
            ],
            delete: [
                "ListInstanceProfilesForRole", "DeleteRole",
                .call("DeleteRolePolicy").ifSet("inline_policy.name")
                    .ifNoInstance(of: "aws_iam_role_policy", at: "role"),
            ],
            gaps: [
                .init(
                    "managed_policy_arns",
                    .noInstance("aws_iam_role_policy_attachment", attribute: "role"))
            ]))

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
            .one("", .equals("RoleName", role), .equals("PolicyName", name)))
    )
    .granting(
        Rights(
            .iam, on: .role(role), read: ["GetRolePolicy"], create: ["PutRolePolicy"],
            update: ["PutRolePolicy"], delete: ["DeleteRolePolicy"]))

    public static let iamRolePolicyAttachment = ResourceType(
        "aws_iam_role_policy_attachment",
        read: iam(
            "ListAttachedRolePolicies", ["RoleName": role, "MaxItems": listed],
            .listed("AttachedPolicies.member", .equals("PolicyArn", policyARN)))
    )
    .granting(
        Rights(
            .iam, on: .role(role), read: ["ListAttachedRolePolicies"],
            create: [onlyIts("AttachRolePolicy")], delete: [onlyIts("DetachRolePolicy")]))

    static let iamPolicy = ResourceType(
        "aws_iam_policy",
        read: iam("GetPolicy", ["PolicyArn": .arn], .one("Policy", .equals("Arn", .arn)))
    )
    .granting(
        Rights(
            .iam, on: .own("iam:policy/", or: .global("iam", "policy/\(name)")),
            read: ["GetPolicy", "GetPolicyVersion"], create: ["CreatePolicy", .tagging("TagPolicy")],
            update: [
                "ListPolicyVersions", "CreatePolicyVersion", "TagPolicy", "UntagPolicy",
                .call("DeletePolicyVersion").because("a sixth version takes the place of the oldest"),
            ],
            delete: ["ListPolicyVersions", "DeletePolicyVersion", "DeletePolicy"]))

    /// Exclusive: it names every user, role and group that has the policy. It is there while anybody has it.
    public static let iamPolicyAttachment = ResourceType(
        "aws_iam_policy_attachment",
        read: iam(
            "ListEntitiesForPolicy", ["PolicyArn": policyARN],
            .one().with(part: "PolicyRoles.member", "PolicyUsers.member", "PolicyGroups.member"))
    )
    .telling("roles")
    .granting(
        Rights(
            .iam, on: .arn(policyARN, "iam:policy/"), read: ["ListEntitiesForPolicy"], create: attach,
            update: attach + detach, delete: detach))

    static let iamUser = ResourceType(
        "aws_iam_user",
        read: iam("GetUser", ["UserName": .nameOrID], .one("User", .equals("UserName", .nameOrID)))
    )
    .granting(
        Rights(
            .iam, on: .own("iam:user/", or: .user(.nameOrID)), read: ["GetUser"],
            create: ["CreateUser", .tagging("TagUser")], update: ["UpdateUser", "TagUser", "UntagUser"],
            delete: ["ListGroupsForUser", "DeleteUser"]))

    static let iamUserPolicy = ResourceType(
        "aws_iam_user_policy",
        read: iam(
            "GetUserPolicy", ["UserName": user, "PolicyName": name],
            .one("", .equals("UserName", user), .equals("PolicyName", name)))
    )
    .granting(
        Rights(
            .iam, on: .user(user), read: ["GetUserPolicy"], create: ["PutUserPolicy"],
            update: ["PutUserPolicy"], delete: ["DeleteUserPolicy"]))

    static let iamUserPolicyAttachment = ResourceType(
        "aws_iam_user_policy_attachment",
        read: iam(
            "ListAttachedUserPolicies", ["UserName": user, "MaxItems": listed],
            .listed("AttachedPolicies.member", .equals("PolicyArn", policyARN)))
    )
    .granting(
        Rights(
            .iam, on: .user(user), read: ["ListAttachedUserPolicies"],
            create: [onlyIts("AttachUserPolicy")], delete: [onlyIts("DetachUserPolicy")]))

    static let iamGroup = ResourceType(
        "aws_iam_group",
        read: iam("GetGroup", ["GroupName": .nameOrID], .one("Group", .equals("GroupName", .nameOrID)))
    )
    .granting(
        Rights(
            .iam, on: .own("iam:group/", or: .group(.nameOrID)), read: ["GetGroup"],
            create: ["CreateGroup"], update: ["UpdateGroup"], delete: ["DeleteGroup"]))

    static let iamGroupPolicy = ResourceType(
        "aws_iam_group_policy",
        read: iam(
            "GetGroupPolicy", ["GroupName": group, "PolicyName": name],
            .one("", .equals("GroupName", group), .equals("PolicyName", name)))
    )
    .granting(
        Rights(
            .iam, on: .group(group), read: ["GetGroupPolicy"], create: ["PutGroupPolicy"],
            update: ["PutGroupPolicy"], delete: ["DeleteGroupPolicy"]))

    static let iamGroupPolicyAttachment = ResourceType(
        "aws_iam_group_policy_attachment",
        read: iam(
            "ListAttachedGroupPolicies", ["GroupName": group, "MaxItems": listed],
            .listed("AttachedPolicies.member", .equals("PolicyArn", policyARN)))
    )
    .granting(
        Rights(
            .iam, on: .group(group), read: ["ListAttachedGroupPolicies"],
            create: [onlyIts("AttachGroupPolicy")], delete: [onlyIts("DetachGroupPolicy")]))

    /// It is there while the group has any member: the users are a list in the state.
    static let iamGroupMembership = ResourceType(
        "aws_iam_group_membership",
        read: iam(
            "GetGroup", ["GroupName": group],
            .one("", .equals("Group.GroupName", group)).with(part: "Users.member"))
    )
    .granting(
        Rights(
            .iam, on: .group(group), read: ["GetGroup"], create: ["AddUserToGroup"],
            update: [
                "AddUserToGroup",
                "RemoveUserFromGroup",
            ], delete: ["RemoveUserFromGroup"]))

    static let iamUserGroupMembership = ResourceType(
        "aws_iam_user_group_membership",
        read: iam(
            "ListGroupsForUser", ["UserName": user, "MaxItems": listed], .one().with(part: "Groups.member")))

    static let iamInstanceProfile = ResourceType(
        "aws_iam_instance_profile",
        read: iam(
            "GetInstanceProfile", ["InstanceProfileName": .nameOrID],
            .one("InstanceProfile", .equals("InstanceProfileName", .nameOrID)))
    )
    .granting(
        Rights(
            .iam, on: .own("iam:instance-profile/", or: .global("iam", "instance-profile/\(name)")),
            read: ["GetInstanceProfile", .call("GetRole").on(.role(role)).optional],
            create: [
                "CreateInstanceProfile", "AddRoleToInstanceProfile",
                .tagging("TagInstanceProfile"),
                .call("PassRole").on(.role(role)).optional
                    .when("StringEquals", "iam:PassedToService", "ec2.amazonaws.com")
                    .because("handing over a role needs this (IAM, AddRoleToInstanceProfile)"),
            ],
            update: ["TagInstanceProfile", "UntagInstanceProfile"],
            delete: ["RemoveRoleFromInstanceProfile", "DeleteInstanceProfile"]))

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
    .granting(
        Rights(
            .iam, on: .user(user), read: ["ListAccessKeys"],
            create: ["CreateAccessKey", "UpdateAccessKey"], update: ["UpdateAccessKey"],
            delete: ["DeleteAccessKey"]))

    static let iamOpenIDProvider = ResourceType(
        "aws_iam_openid_connect_provider",
        read: iam("GetOpenIDConnectProvider", ["OpenIDConnectProviderArn": .arn], .one().with(part: "Url"))
    )
    .granting(
        Rights(
            .iam, on: .arn(.arn, "iam:oidc-provider/"), read: ["GetOpenIDConnectProvider"],
            create: ["CreateOpenIDConnectProvider", .tagging("TagOpenIDConnectProvider")],
            update: [
                "UpdateOpenIDConnectProviderThumbprint", "AddClientIDToOpenIDConnectProvider",
                .call("RemoveClientIDFromOpenIDConnectProvider").because("a client id is removed"),
                "TagOpenIDConnectProvider", "UntagOpenIDConnectProvider",
            ], delete: ["DeleteOpenIDConnectProvider"]))

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

extension RightResource {
    /// What has this name: the ARN of its instance in the state, which has its path; else one without a path.
    static func role(_ name: Value) -> RightResource { named("role", name) }
    static func user(_ name: Value) -> RightResource { named("user", name) }
    static func group(_ name: Value) -> RightResource { named("group", name) }

    private static func named(_ kind: String, _ name: Value) -> RightResource {
        .first([
            .instance(of: "aws_iam_\(kind)", attribute: "name", name),
            .global("iam", "\(.text(kind))/\(name)"),
        ])
    }
}
