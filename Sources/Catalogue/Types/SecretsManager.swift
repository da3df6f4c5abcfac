/// Secrets Manager, "API Reference": JSON 1.1. No operation here returns a secret's value.
extension ResourceType {
    static let secretsManager = [secret, secretVersion, secretPolicy, secretRotation.recorded]

    private static func describe(_ identifier: Value, _ element: Element) -> Read {
        Read(
            .secretsManager, "DescribeSecret", .json("1.1", "secretsmanager", ["SecretId": identifier]),
            absent: ["ResourceNotFoundException"], element: element)
    }

    private static let ofAnother = Value.attribute("secret_id")

    /// A deleted secret is described for as long as it can be restored.
    static let secret: ResourceType = {
        var read = describe(
            .attribute("arn", or: "id"), .one("", .equals("ARN", .attribute("arn", or: "id"))))
        read.states = [.scheduled("DeletedDate")]
        return ResourceType("aws_secretsmanager_secret", data: .irreplaceable, read: read)
    }()

    static let secretVersion: ResourceType = {
        let version = Value.attribute("version_id")
        let read = Read(
            .secretsManager, "ListSecretVersionIds",
            .json("1.1", "secretsmanager", ["SecretId": ofAnother, "MaxResults": .number(100)]),
            absent: ["ResourceNotFoundException"], element: .listed("Versions", .equals("VersionId", version))
        )
        return ResourceType("aws_secretsmanager_secret_version", data: .irreplaceable, read: read)
    }()

    static let secretPolicy = ResourceType(
        "aws_secretsmanager_secret_policy",
        read: Read(
            .secretsManager, "GetResourcePolicy",
            .json("1.1", "secretsmanager", ["SecretId": .attribute("secret_arn", or: "id")]),
            absent: ["ResourceNotFoundException"],
            element: .one("", .equals("ARN", .attribute("secret_arn", or: "id"))).with(part: "ResourcePolicy")
        ))

    static let secretRotation: ResourceType = {
        var read = describe(ofAnother, .one("", .equals("ARN", ofAnother)))
        read.states = [StateRule("RotationEnabled", healthy: ["true"], gone: ["false"])]
        return ResourceType("aws_secretsmanager_secret_rotation", read: read)
    }()
}
