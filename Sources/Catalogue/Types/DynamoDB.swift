/// DynamoDB, "API Reference": JSON 1.0.
extension ResourceType {
    static let dynamoDB = [dynamoDBTable, dynamoDBKinesisDestination.recorded, dynamoDBResourcePolicy]

    public static let dynamoDBTable = ResourceType(
        "aws_dynamodb_table", data: .backedUp,
        read: Read(
            .dynamoDB, "DescribeTable", .json("1.0", "DynamoDB_20120810", ["TableName": .nameOrID]),
            absent: ["ResourceNotFoundException"], element: .one("Table", .equals("TableName", .nameOrID)),
            states: [
                // TableDescription.TableStatus: an archived or unreadable table serves nobody.
                StateRule(
                    "TableStatus", healthy: ["ACTIVE"], changing: ["CREATING", "UPDATING"],
                    unhealthy: [
                        "DELETING", "ARCHIVING", "ARCHIVED", "INACCESSIBLE_ENCRYPTION_CREDENTIALS",
                        "REPLICATION_NOT_AUTHORIZED",
                    ])
            ])
    )
    .granting(
        Rights(
            .dynamoDB, on: .own("dynamodb:table/", or: .regional("dynamodb", "table/\(.nameOrID)")),
            read: [
                "DescribeTable", "DescribeContinuousBackups", "DescribeTimeToLive", "ListTagsOfResource",
            ],
            create: [
                "CreateTable", .tagging("TagResource"), .call("UpdateTimeToLive").ifSet("ttl"),
                .call("UpdateContinuousBackups").ifSet("point_in_time_recovery"),
            ],
            update: [
                "UpdateTable", "UpdateTimeToLive", "UpdateContinuousBackups", "TagResource",
                "UntagResource",
            ], delete: ["DeleteTable"], gaps: ["replica"]))

    static let dynamoDBKinesisDestination = ResourceType(
        "aws_dynamodb_kinesis_streaming_destination",
        read: Read(
            .dynamoDB, "DescribeKinesisStreamingDestination",
            .json("1.0", "DynamoDB_20120810", ["TableName": .attribute("table_name")]),
            absent: ["ResourceNotFoundException"],
            element: .listed("KinesisDataStreamDestinations", .equals("StreamArn", .attribute("stream_arn"))),
            states: [
                StateRule(
                    "DestinationStatus", healthy: ["ACTIVE"], changing: ["ENABLING", "UPDATING"],
                    unhealthy: ["DISABLING", "ENABLE_FAILED"], gone: ["DISABLED"])
            ]))

    static let dynamoDBResourcePolicy = ResourceType(
        "aws_dynamodb_resource_policy",
        read: Read(
            .dynamoDB, "GetResourcePolicy",
            .json("1.0", "DynamoDB_20120810", ["ResourceArn": .attribute("resource_arn", or: "id")]),
            absent: ["PolicyNotFoundException", "ResourceNotFoundException"],
            element: .one().with(part: "Policy")))
}
