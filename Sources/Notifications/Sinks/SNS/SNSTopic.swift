import AWS
import Decisions

/// `Publish` to a topic of AWS SNS, in the topic's own region.
struct SNSTopic: NoticeSender {
    /// The topic's ARN.
    var topic: String
    var aws: AWSClient

    func deliver(_ notice: Notice, at: Timestamp) async throws(DeliveryFault) {
        let parts = topic.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 6, !parts[3].isEmpty else {
            throw DeliveryFault(.failed, "'sns:' is not the ARN of a topic")
        }
        do throws(AWSFault) {
            try await aws.publish(
                to: topic, subject: Self.subject(notice), message: notice.text,
                attributes: [
                    "id": notice.id, "kind": notice.kind.rawValue, "severity": notice.severity.rawValue,
                    "stack": notice.stack ?? "-",
                ], group: notice.stack ?? "terrier", id: notice.id, region: String(parts[3]))
        } catch {
            throw DeliveryFault(Task.isCancelled ? .cancelled : .failed, error.description)
        }
    }

    /// At most 100 characters of ASCII, no control characters (SNS API Reference, Publish, `Subject`).
    static func subject(_ notice: Notice) -> String {
        let text = "[\(notice.severity.rawValue)] \(notice.title)"
        let plain = text.unicodeScalars.map { (0x20..<0x7F).contains($0.value) ? Character($0) : "?" }
        return plain.count <= 100 ? String(plain) : String(plain.prefix(97)) + "..."
    }
}
