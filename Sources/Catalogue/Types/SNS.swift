/// SNS, "API Reference": the query protocol.
extension ResourceType {
    static let sns = [snsTopic, snsTopicPolicy, snsSubscription, snsPlatformApplication]

    private static func sns(_ operation: String, _ parameters: [String: Value], _ element: Element) -> Read {
        Read(.sns, operation, .query("2010-03-31", parameters), absent: ["NotFound"], element: element)
    }

    private static func attributes(
        _ operation: String, of arn: Value, named name: String, _ parameter: String
    )
        -> Read
    {
        let entries = "\(operation)Result.Attributes.entry"
        return sns(
            operation, [parameter: arn], .one(entries, .equals("key", .text(name)), .equals("value", arn)))
    }

    static let snsTopic = ResourceType(
        "aws_sns_topic", read: attributes("GetTopicAttributes", of: .arn, named: "TopicArn", "TopicArn")
    )
    .granting(
        Rights(
            .sns, on: .arn(.arn, "sns"), read: ["GetTopicAttributes", "ListTagsForResource"],
            create: ["CreateTopic", "SetTopicAttributes", .tagging("TagResource")],
            update: ["SetTopicAttributes", "TagResource", "UntagResource"], delete: ["DeleteTopic"]))

    static let snsTopicPolicy = ResourceType(
        "aws_sns_topic_policy", arn: .owner,
        read: attributes("GetTopicAttributes", of: .attribute("arn", or: "id"), named: "TopicArn", "TopicArn")
    )
    .granting(
        Rights(
            .sns, on: .arn(.attribute("arn", or: "id"), "sns"), read: ["GetTopicAttributes"],
            create: ["SetTopicAttributes"], update: ["SetTopicAttributes"], delete: ["SetTopicAttributes"]))

    /// A subscription that nobody confirmed delivers nothing.
    public static let snsSubscription: ResourceType = {
        var read = sns(
            "GetSubscriptionAttributes", ["SubscriptionArn": .attribute("arn", or: "id")],
            .one(
                "GetSubscriptionAttributesResult.Attributes",
                .equals("entry.value", .attribute("arn", or: "id"))))
        read.states = [
            .entry(
                "PendingConfirmation", in: "entry", healthy: ["false"],
                words: ["true": "nobody confirmed the subscription"])
        ]
        return ResourceType("aws_sns_topic_subscription", arn: .owner, read: read).telling("redrive_policy")
    }()
    .granting(
        Rights(
            .sns, on: .arn(.attribute("topic_arn"), "sns"),
            read: [
                .call("GetSubscriptionAttributes").on(.all),
                "ListSubscriptionsByTopic",
            ],
            create: ["Subscribe", .passRole("subscription_role_arn", to: "sns.amazonaws.com")],
            update: [.call("SetSubscriptionAttributes").on(.all)],
            delete: [.call("Unsubscribe").on(.all)]))

    static let snsPlatformApplication = ResourceType(
        "aws_sns_platform_application",
        read: sns(
            "GetPlatformApplicationAttributes", ["PlatformApplicationArn": .attribute("arn", or: "id")],
            .one("GetPlatformApplicationAttributesResult.Attributes").with(part: "entry")))
}
