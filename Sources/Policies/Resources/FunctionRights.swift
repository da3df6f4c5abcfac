import Terraform

enum FunctionRights: ResourceRights {
    static let type = "aws_lambda_function"

    private static func arn(_ subject: Subject) -> String {
        subject[.arn] ?? subject.function(subject[.functionName] ?? subject[.id] ?? "")
    }

    static func reading(_ subject: Subject) -> [Grant] {
        // Without ListTags, GetFunction leaves the tags out, and every plan wants to set them (AWS Lambda, "Permissions
        // required for working with tags").
        var grants = Grant.reads(
            "lambda:GetFunction", "lambda:ListVersionsByFunction", "lambda:ListTags", on: arn(subject))
        if !subject.facts.has(.image) {
            grants += Grant.reads("lambda:GetFunctionCodeSigningConfig", on: arn(subject))
        }
        return grants
    }

    static func creating(_ subject: Subject) -> [Grant] {
        let arn = arn(subject)
        var grants = Grant.writes("lambda:CreateFunction", on: arn) + code(subject)
        if subject.facts.has(.tags) { grants += Grant.writes("lambda:TagResource", on: arn) }
        if subject.facts.has(.concurrency) {
            grants += Grant.writes("lambda:PutFunctionConcurrency", on: arn)
        }
        // Creating a function with a role needs the right to pass that role, here to Lambda only.
        if let role = subject[.role] {
            grants += Grant.writes(
                "iam:PassRole", on: role,
                if: .init("StringEquals", "iam:PassedToService", "lambda.amazonaws.com"))
        }
        return grants
    }

    static func updating(_ subject: Subject) -> [Grant] {
        var grants =
            Grant.writes(
                "lambda:UpdateFunctionCode", "lambda:UpdateFunctionConfiguration", "lambda:TagResource",
                "lambda:UntagResource", "lambda:PutFunctionConcurrency", "lambda:DeleteFunctionConcurrency",
                on: arn(subject)) + code(subject)
        if subject.facts.has(.publish) { grants += Grant.writes("lambda:PublishVersion", on: arn(subject)) }
        return grants
    }

    static func deleting(_ subject: Subject) -> [Grant] {
        Grant.writes("lambda:DeleteFunction", on: arn(subject))
    }

    static func gaps(_ subject: Subject) -> [String] {
        let features = [InstanceFacts.Feature.layers, .network, .fileSystem, .image]
        return features.filter { subject.facts.has($0) }.map(\.rawValue)
    }

    /// Code in a bucket is read with the rights of the caller that creates the function.
    private static func code(_ subject: Subject) -> [Grant] {
        guard let bucket = subject.facts[.bucket], let key = subject.facts[.key] else { return [] }
        return Grant.reads("s3:GetObject", on: "arn:\(subject.location.partition):s3:::\(bucket)/\(key)")
    }
}
