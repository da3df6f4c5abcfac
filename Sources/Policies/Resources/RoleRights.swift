import Decisions
import Terraform

enum RoleRights: ResourceRights {
    static let type = "aws_iam_role"

    private static func arn(_ subject: Subject) -> String {
        subject[.arn] ?? subject.role(subject[.name] ?? subject[.id] ?? "")
    }

    static func reading(_ subject: Subject) -> [Grant] {
        var grants = Grant.reads(
            "iam:GetRole", "iam:ListRolePolicies", "iam:ListAttachedRolePolicies", on: arn(subject))
        if subject.facts.has(.inlinePolicies) { grants += Grant.reads("iam:GetRolePolicy", on: arn(subject)) }
        return grants
    }

    static func creating(_ subject: Subject) -> [Grant] {
        var grants = Grant.writes("iam:CreateRole", on: arn(subject))
        // CreateRole with tags needs this right too (IAM, "Tagging IAM roles").
        if subject.facts.has(.tags) { grants += Grant.writes("iam:TagRole", on: arn(subject)) }
        if subject.facts.has(.inlinePolicies), !hasOwn(RolePolicyRights.type, subject) {
            grants += Grant.writes("iam:PutRolePolicy", on: arn(subject))
        }
        return grants
    }

    static func updating(_ subject: Subject) -> [Grant] {
        Grant.writes(
            "iam:UpdateAssumeRolePolicy", "iam:UpdateRole", "iam:UpdateRoleDescription", "iam:TagRole",
            "iam:UntagRole", on: arn(subject))
    }

    static func deleting(_ subject: Subject) -> [Grant] {
        Grant.reads("iam:ListInstanceProfilesForRole", on: arn(subject))
            + Grant.writes("iam:DeleteRole", on: arn(subject))
    }

    static func gaps(_ subject: Subject) -> [String] {
        subject.facts.has(.managedPolicies) && !hasOwn(RolePolicyAttachmentRights.type, subject)
            ? ["managed_policy_arns"] : []
    }

    /// The state lists a role's policies in the role as well, even if they are instances of their own.
    private static func hasOwn(_ type: String, _ subject: Subject) -> Bool {
        subject.world.state.managed.contains {
            $0.address.type == type && $0.attributes[.role] == subject[.name]
        }
    }
}

enum RolePolicyRights: ResourceRights {
    static let type = "aws_iam_role_policy"

    private static func arn(_ subject: Subject) -> String { subject.role(subject[.role] ?? "") }

    static func reading(_ subject: Subject) -> [Grant] { Grant.reads("iam:GetRolePolicy", on: arn(subject)) }

    static func creating(_ subject: Subject) -> [Grant] {
        Grant.writes("iam:PutRolePolicy", on: arn(subject))
    }

    static func updating(_ subject: Subject) -> [Grant] { creating(subject) }

    static func deleting(_ subject: Subject) -> [Grant] {
        Grant.writes("iam:DeleteRolePolicy", on: arn(subject))
    }
}

enum RolePolicyAttachmentRights: ResourceRights {
    static let type = "aws_iam_role_policy_attachment"

    private static func arn(_ subject: Subject) -> String { subject.role(subject[.role] ?? "") }

    /// Only the policy that the state names: a caller that may attach any policy can give itself any right.
    private static func onlyIts(_ subject: Subject) -> Grant.Condition? {
        subject[.policyARN].map { .init("ArnEquals", "iam:PolicyARN", $0) }
    }

    static func reading(_ subject: Subject) -> [Grant] {
        Grant.reads("iam:ListAttachedRolePolicies", on: arn(subject))
    }

    static func creating(_ subject: Subject) -> [Grant] {
        guard let condition = onlyIts(subject) else { return [] }
        return Grant.writes("iam:AttachRolePolicy", on: arn(subject), if: condition)
    }

    static func updating(_ subject: Subject) -> [Grant] { [] }

    static func deleting(_ subject: Subject) -> [Grant] {
        guard let condition = onlyIts(subject) else { return [] }
        return Grant.writes("iam:DetachRolePolicy", on: arn(subject), if: condition)
    }
}
