/// Kinesis Data Streams and Firehose, "API Reference": JSON 1.1.
extension ResourceType {
    static let kinesis = [kinesisStream, kinesisConsumer, firehoseStream]

    static let kinesisStream = ResourceType(
        "aws_kinesis_stream", data: .withoutBackups,
        read: Read(
            .kinesis, "DescribeStreamSummary",
            .json("1.1", "Kinesis_20131202", ["StreamName": .attribute("name")]),
            absent: ["ResourceNotFoundException"],
            element: .one("StreamDescriptionSummary", .equals("StreamName", .attribute("name"))),
            states: [
                StateRule(
                    "StreamStatus", healthy: ["ACTIVE"], changing: ["CREATING", "UPDATING"],
                    unhealthy: ["DELETING"])
            ]))

    static let kinesisConsumer = ResourceType(
        "aws_kinesis_stream_consumer", arn: .owner,
        read: Read(
            .kinesis, "DescribeStreamConsumer", .json("1.1", "Kinesis_20131202", ["ConsumerARN": .arn]),
            absent: ["ResourceNotFoundException"],
            element: .one("ConsumerDescription", .equals("ConsumerARN", .arn)),
            states: [
                StateRule(
                    "ConsumerStatus", healthy: ["ACTIVE"], changing: ["CREATING"], unhealthy: ["DELETING"])
            ]))

    static let firehoseStream = ResourceType(
        "aws_kinesis_firehose_delivery_stream",
        read: Read(
            .firehose, "DescribeDeliveryStream",
            .json("1.1", "Firehose_20150804", ["DeliveryStreamName": .attribute("name")]),
            absent: ["ResourceNotFoundException"],
            element: .one("DeliveryStreamDescription", .equals("DeliveryStreamName", .attribute("name"))),
            states: [
                StateRule(
                    "DeliveryStreamStatus", healthy: ["ACTIVE"], changing: ["CREATING"],
                    unhealthy: ["DELETING", "CREATING_FAILED", "DELETING_FAILED"])
            ]))
}
