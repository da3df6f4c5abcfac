public import Settings

/// `sns:`, the ARN of a standard topic.
enum SNSSink: SinkKind {
    static let form = SinkForm("sns") { entry in topic(&entry).map { .sns(topic: $0) } }

    /// `arn:PARTITION:sns:REGION:ACCOUNT:TOPIC`
    private static func topic(_ entry: inout SinkEntry) -> String? {
        guard let arn = entry.text(entry.target) else { return nil }
        let parts = arn.split(separator: ":", omittingEmptySubsequences: false)
        func isWord(_ text: Substring, _ more: String) -> Bool {
            !text.isEmpty
                && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || more.contains($0)) }
        }
        guard parts.count == 6, parts[0] == "arn", parts[1] == "aws" || parts[1].hasPrefix("aws-"),
            isWord(parts[1], "-"), parts[2] == "sns", isWord(parts[3], "-"), parts[3].contains("-"),
            parts[4].count == 12, parts[4].allSatisfy({ $0.isASCII && $0.isNumber }),
            isWord(parts[5], "-_."), parts[5].count <= 256
        else {
            entry.fault(
                entry.target,
                "sns is not a topic's ARN; write it as in arn:aws:sns:ap-northeast-2:123456789012:oncall")
            return nil
        }
        guard !parts[5].contains(".") else {
            entry.fault(
                entry.target,
                "a FIFO topic needs message groups, which Terrier does not use; name a standard topic")
            return nil
        }
        return arn
    }

    static func place(_ target: SinkTarget) -> String {
        String(target.address.split(separator: ":").last ?? "")
    }

    static func noticeSender(_ sink: Sink, _ tools: SenderTools) -> (any NoticeSender)? {
        SNSTopic(topic: sink.target.address, aws: tools.aws)
    }

    static func calls(_ target: SinkTarget) -> [SinkPermission] {
        [SinkPermission(action: "sns:Publish", resource: target.address)]
    }
}

extension SinkTarget {
    /// - Parameter topic: its ARN.
    public static func sns(topic: String) -> SinkTarget { SinkTarget(SNSSink.form.key, [topic]) }
}
