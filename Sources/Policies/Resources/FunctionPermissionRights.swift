import Terraform

enum FunctionPermissionRights: ResourceRights {
    static let type = "aws_lambda_permission"

    private static func arn(_ subject: Subject) -> String {
        let function = subject.function(subject[.functionName] ?? "")
        return subject.facts[.qualifier].map { "\(function):\($0)" } ?? function
    }

    static func reading(_ subject: Subject) -> [Grant] { Grant.reads("lambda:GetPolicy", on: arn(subject)) }

    static func creating(_ subject: Subject) -> [Grant] {
        Grant.writes("lambda:AddPermission", on: arn(subject))
    }

    /// Every change replaces it.
    static func updating(_ subject: Subject) -> [Grant] { [] }

    static func deleting(_ subject: Subject) -> [Grant] {
        Grant.writes("lambda:RemovePermission", on: arn(subject))
    }
}
