extension AWSClient {
    /// Publishes one message to a topic.
    ///
    /// - Parameters:
    ///   - subject: at most 100 ASCII characters.
    ///   - attributes: for the filters of subscriptions; no empty values.
    ///   - group: the message group: messages of one group are delivered in order. Used only for topics whose names end in `.fifo`.
    ///   - id: the deduplication id: a message that is sent twice with it is delivered once. Used only for the same topics.
    public func publish(
        to topic: String, subject: String, message: String, attributes: [String: String], group: String,
        id: String, region: String
    ) async throws(AWSFault) {
        var parameters = ["TopicArn": topic, "Subject": subject, "Message": message]
        for (index, name) in attributes.keys.sorted().enumerated() {
            let entry = "MessageAttributes.entry.\(index + 1)"
            parameters["\(entry).Name"] = name
            parameters["\(entry).Value.DataType"] = "String"
            parameters["\(entry).Value.StringValue"] = attributes[name]
        }
        if topic.hasSuffix(".fifo") {
            parameters["MessageGroupId"] = group
            parameters["MessageDeduplicationId"] = String(id.suffix(128))
        }
        let xml = try await query(.sns, "Publish", version: "2010-03-31", region: region, parameters)
        guard xml.first("MessageId")?.isEmpty == false else {
            throw AWSFault(.notParsed, "Publish", detail: "the response has no message id")
        }
    }
}
