/// Secrets Manager, "API Reference": JSON 1.1. No operation here returns a secret's value.
extension ResourceType {
    static let secretsManager = [secret, secretVersion, secretPolicy, secretRotation.recorded]

    private static func describe(_ identifier: Value, _ element: Element) -> Read {
        Read(
            .secretsManager, "DescribeSecret", .json("1.1", "secretsmanager", ["SecretId": identifier]),
            absent: ["ResourceNotFoundException"], element: element)
    }

    private static let ofAnother = Value.attribute("secret_id")

    /// Secrets Manager puts a hyphen and six random characters behind the name ("Secrets Manager resources").
    private static let bySuffix = RightResource.regional(
        "secretsmanager", "secret:\(.attribute("name"))-??????")

    /// A deleted secret is described for as long as it can be restored.
    static let secret: ResourceType = {
        var read = describe(
            .attribute("arn", or: "id"), .one("", .equals("ARN", .attribute("arn", or: "id"))))
        read.states = [.scheduled("DeletedDate")]
        let undelete = Undelete(
            command: "aws secretsmanager restore-secret --secret-id \(.attribute("arn", or: "id"))",
            [
                Write(
                    .secretsManager, "RestoreSecret",
                    .json("1.1", "secretsmanager", ["SecretId": .attribute("arn", or: "id")]))
            ])
        return ResourceType(
            "aws_secretsmanager_secret", data: .irreplaceable, undelete: undelete, read: read)
    }()
    .granting(
        Rights(
            .secretsManager, on: bySuffix,
            read: ["DescribeSecret", "GetResourcePolicy"],
            create: [
                // The reference does not say whether the name has its random characters by then.
                .call("CreateSecret")
                    .on(bySuffix, .regional("secretsmanager", "secret:\(.attribute("name"))"))
                    .when("StringEquals", "secretsmanager:Name", .attribute("name")),
                .tagging("TagResource"),
                .call("PutResourcePolicy").ifSet("policy"),
            ],
            update: [
                "UpdateSecret", "TagResource", "UntagResource",
                .call("PutResourcePolicy").because("the policy changes"), "DeleteResourcePolicy",
            ], delete: ["DeleteSecret"], gaps: ["replica"]))

    static let secretVersion: ResourceType = {
        let version = Value.attribute("version_id")
        let read = Read(
            .secretsManager, "ListSecretVersionIds",
            // A version without a stage is there: after two rotations, that of Terraform has none.
            .json(
                "1.1", "secretsmanager",
                [
                    "SecretId": ofAnother, "MaxResults": .number(100), "IncludeDeprecated": .flag(true),
                ]),
            absent: ["ResourceNotFoundException"], element: .listed("Versions", .equals("VersionId", version))
        )
        return ResourceType(
            "aws_secretsmanager_secret_version", data: .irreplaceable, arn: .owner, read: read)
    }()
    .granting(
        Rights(
            .secretsManager, on: .arn(.attribute("arn", or: "secret_id"), "secretsmanager:secret:"),
            read: ["GetSecretValue", "ListSecretVersionIds"], create: ["PutSecretValue"],
            update: [
                "PutSecretValue",
                .call("UpdateSecretVersionStage").because("its stages change"),
            ],
            delete: [.call("UpdateSecretVersionStage").because("it has stages besides AWSCURRENT")]))

    static let secretPolicy = ResourceType(
        "aws_secretsmanager_secret_policy",
        read: Read(
            .secretsManager, "GetResourcePolicy",
            .json("1.1", "secretsmanager", ["SecretId": .attribute("secret_arn", or: "id")]),
            absent: ["ResourceNotFoundException"],
            element: .one("", .equals("ARN", .attribute("secret_arn", or: "id"))).with(part: "ResourcePolicy")
        )
    )
    .granting(
        Rights(
            .secretsManager, on: .arn(.attribute("secret_arn", or: "id"), "secretsmanager:secret:"),
            read: ["GetResourcePolicy"], create: ["PutResourcePolicy"], update: ["PutResourcePolicy"],
            delete: ["DeleteResourcePolicy"]))

    static let secretRotation: ResourceType = {
        var read = describe(ofAnother, .one("", .equals("ARN", ofAnother)))
        read.states = [StateRule("RotationEnabled", healthy: ["true"], gone: ["false"])]
        return ResourceType("aws_secretsmanager_secret_rotation", read: read)
    }()
}
