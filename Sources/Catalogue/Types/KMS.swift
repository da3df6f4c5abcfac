/// KMS, "API Reference": JSON 1.1.
extension ResourceType {
    static let kms = [kmsKey, kmsAlias, kmsGrant, kmsReplicaKey.recorded]

    private static let keyID = Value.attribute("key_id", or: "arn")

    private static func key(_ name: String) -> ResourceType {
        ResourceType(
            name, data: .irreplaceable,
            undelete: Undelete(
                command: """
                    aws kms cancel-key-deletion --key-id \(keyID) && aws kms enable-key --key-id \(keyID)
                    """,
                [
                    Write(.kms, "CancelKeyDeletion", .json("1.1", "TrentService", ["KeyId": keyID])),
                    // KMS leaves the key disabled ("CancelKeyDeletion").
                    Write(
                        .kms, "EnableKey", .json("1.1", "TrentService", ["KeyId": keyID]),
                        unless: ("is_enabled", "false")),
                ]),
            read: Read(
                .kms, "DescribeKey", .json("1.1", "TrentService", ["KeyId": .attribute("arn", or: "key_id")]),
                absent: ["NotFoundException"], element: .one("KeyMetadata", .equals("Arn", .arn)),
                states: [
                    // "Key states of AWS KMS keys".
                    StateRule(
                        "KeyState", healthy: ["Enabled"], changing: ["Creating", "Updating"],
                        unhealthy: ["PendingImport", "Unavailable"], words: ["Disabled": "disabled"],
                        leaving: ["PendingDeletion", "PendingReplicaDeletion"],
                        asWanted: .mapped(.attribute("is_enabled", or: "enabled"), ["false": "Disabled"])
                    ).until("DeletionDate")
                ]))
    }

    /// Whoever changes an alias needs the right on the alias and on the key (KMS, "Controlling access to aliases").
    private static func ofItsKey(_ operation: String) -> Right {
        .call(operation).on(
            .own("kms:alias/", or: .regional("kms", "\(.nameOrID)")),
            .first([
                .arn(.attribute("target_key_arn"), "kms:key/"),
                .regional("kms", "key/\(.attribute("target_key_id"))"),
            ]))
    }

    static let kmsKey = key("aws_kms_key")
        .granting(
            Rights(
                .kms, on: .arn(.arn, "kms:key/"),
                read: ["DescribeKey", "GetKeyPolicy", "GetKeyRotationStatus", "ListResourceTags"],
                create: [.call("CreateKey").on(.all)],
                update: [
                    "UpdateKeyDescription", "DisableKey", "DisableKeyRotation", "TagResource",
                    "UntagResource", "EnableKey",
                    "EnableKeyRotation",
                    "PutKeyPolicy",
                ], delete: ["ScheduleKeyDeletion"]))
    static let kmsReplicaKey = key("aws_kms_replica_key")

    /// All aliases are listed: one that somebody pointed to another key is there.
    static let kmsAlias = ResourceType(
        "aws_kms_alias",
        read: {
            var read = Read(
                .kms, "ListAliases", .json("1.1", "TrentService", ["Limit": .number(100)]),
                element: .listed("Aliases", .equals("AliasName", .nameOrID)))
            read.pages = .init(token: "NextMarker", parameter: "Marker")
            return read
        }()
    )
    .granting(
        Rights(
            .kms, on: .own("kms:alias/", or: .regional("kms", "\(.nameOrID)")),
            read: [.call("ListAliases").on(.all)], create: [ofItsKey("CreateAlias")],
            update: [ofItsKey("UpdateAlias")], delete: [ofItsKey("DeleteAlias")]))

    static let kmsGrant = ResourceType(
        "aws_kms_grant",
        read: Read(
            .kms, "ListGrants",
            .json(
                "1.1", "TrentService", ["KeyId": .attribute("key_id"), "GrantId": .attribute("grant_id")]),
            absent: ["NotFoundException"],
            element: .listed("Grants", .equals("GrantId", .attribute("grant_id")))))
}
