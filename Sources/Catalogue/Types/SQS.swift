/// SQS, "API Reference": JSON 1.0. A queue has no state; one that takes what others could not process should be empty.
extension ResourceType {
    static let queues = [queue, queuePolicy.recorded, queueRedrivePolicy, queueRedriveAllowPolicy.recorded]

    public static let queue = ResourceType(
        "aws_sqs_queue", data: .withoutBackups,
        read: {
            var read = queueAttributes("ApproximateNumberOfMessages", of: .attribute("url", or: "id"))
            read.states = [
                .zero(
                    "Attributes.ApproximateNumberOfMessages", of: .attribute(isDeadLetterTarget),
                    "messages that could not be processed")
            ]
            return read
        }()
    )
    .telling("redrive_policy")
    .granting(
        Rights(
            .sqs, on: .own("sqs", or: .regional("sqs", "\(name(of: .attribute("url", or: "id")))")),
            read: ["GetQueueAttributes", "ListQueueTags"],
            create: ["CreateQueue", .tagging("TagQueue")],
            update: ["SetQueueAttributes", "TagQueue", "UntagQueue"], delete: ["DeleteQueue"]))

    /// Given for a queue that the state names as the target for what another one could not process. It is no attribute of
    /// Terraform: a state is read for it as a whole.
    public static let isDeadLetterTarget = "terrier:dead_letter_target"

    static let queuePolicy = queuePart("aws_sqs_queue_policy", "Policy").granting(ofItsQueue)
    public static let queueRedrivePolicy = queuePart("aws_sqs_queue_redrive_policy", "RedrivePolicy")
        .telling("redrive_policy")
        .granting(ofItsQueue)
    static let queueRedriveAllowPolicy = queuePart("aws_sqs_queue_redrive_allow_policy", "RedriveAllowPolicy")

    /// What is set on a queue is a resource of its own in Terraform.
    private static func queuePart(_ name: String, _ attribute: String) -> ResourceType {
        var read = queueAttributes(attribute, of: .attribute("queue_url", or: "id"))
        read.element = read.element.with(part: "Attributes.\(attribute)")
        return ResourceType(name, read: read)
    }

    private static let ofItsQueue: Rights = {
        let set: [Right] = ["SetQueueAttributes"]
        return Rights(
            .sqs, on: .regional("sqs", "\(name(of: .attribute("queue_url", or: "id")))"),
            read: ["GetQueueAttributes"], create: set, update: set, delete: set)
    }()

    /// A queue's URL ends with its name.
    private static func name(of url: Value) -> Value { .part(url, separator: "/", index: -1) }

    /// A queue that was deleted is `QueueDoesNotExist` in JSON, `NonExistentQueue` in the query protocol.
    private static func queueAttributes(_ attribute: String, of url: Value) -> Read {
        Read(
            .sqs, "GetQueueAttributes",
            .json(
                "1.0", "AmazonSQS",
                [
                    "QueueUrl": url,
                    "AttributeNames": .list(
                        attribute == "QueueArn" ? ["QueueArn"] : ["QueueArn", .text(attribute)]),
                ]),
            absent: ["AWS.SimpleQueueService.NonExistentQueue", "QueueDoesNotExist"],
            element: .one(
                "", .lastPart(of: "Attributes.QueueArn", behind: ":", .part(url, separator: "/", index: -1))))
    }
}
