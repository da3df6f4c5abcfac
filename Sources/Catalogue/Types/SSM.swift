/// Systems Manager, "API Reference": JSON 1.1. No operation here returns a parameter's value.
extension ResourceType {
    static let ssm = [ssmParameter, ssmDocument, ssmMaintenanceWindow, ssmAssociation.recorded]

    private static func ssm(
        _ operation: String, _ parameters: [String: Value], absent: Set<String>, _ element: Element,
        _ states: [StateRule] = []
    ) -> Read {
        Read(
            .ssm, operation, .json("1.1", "AmazonSSM", parameters), absent: absent, element: element,
            states: states)
    }

    /// A parameter that is encrypted with a key of the account.
    private static func withKey(_ operation: String) -> Right {
        .call(operation).of(.kms).on(.arn(.attribute("key_id"), "kms:key/")).optional
            .because("the service uses the key as the caller")
    }

    static let ssmParameter = ResourceType(
        "aws_ssm_parameter",
        read: ssm(
            "DescribeParameters",
            [
                "ParameterFilters": .list([
                    .object(["Key": "Name", "Option": "Equals", "Values": .list([.nameOrID])])
                ])
            ], absent: [], .listed("Parameters", .equals("Name", .nameOrID)))
    )
    .granting(
        Rights(
            .ssm, on: .arn(.arn, "ssm:parameter/"),
            read: [
                .call("DescribeParameters").on(.all), "GetParameter", "ListTagsForResource",
                withKey("Decrypt"),
            ], create: ["PutParameter", .tagging("AddTagsToResource"), withKey("Encrypt")],
            update: ["PutParameter", "AddTagsToResource", "RemoveTagsFromResource", withKey("Encrypt")],
            delete: ["DeleteParameter"]))

    static let ssmDocument = ResourceType(
        "aws_ssm_document",
        read: ssm(
            "DescribeDocument", ["Name": .nameOrID], absent: ["InvalidDocument"],
            .one("Document", .equals("Name", .nameOrID)),
            [
                StateRule(
                    "Status", healthy: ["Active"], changing: ["Creating", "Updating"],
                    unhealthy: ["Deleting", "Failed"])
            ])
    )
    .granting(
        Rights(
            .ssm, on: .own("ssm:document/", or: .regional("ssm", "document/\(.nameOrID)")),
            read: ["DescribeDocument", "GetDocument", "DescribeDocumentPermission"],
            create: ["CreateDocument", .tagging("AddTagsToResource")],
            update: [
                "UpdateDocument", "UpdateDocumentDefaultVersion", "AddTagsToResource",
                "RemoveTagsFromResource",
            ], delete: ["DeleteDocument"], gaps: ["permissions", "attachments_source"]))

    static let ssmMaintenanceWindow = ResourceType(
        "aws_ssm_maintenance_window",
        read: ssm(
            "GetMaintenanceWindow", ["WindowId": .id], absent: ["DoesNotExistException"],
            .one("", .equals("WindowId", .id)),
            [
                StateRule(
                    "Enabled", healthy: ["true"], words: ["false": "disabled"], whenAbsent: .healthy,
                    asWanted: .attribute("enabled"))
            ]))

    static let ssmAssociation = ResourceType(
        "aws_ssm_association",
        read: ssm(
            "DescribeAssociation", ["AssociationId": .attribute("association_id", or: "id")],
            absent: ["AssociationDoesNotExist"],
            .one("AssociationDescription", .equals("AssociationId", .attribute("association_id", or: "id")))))
}
