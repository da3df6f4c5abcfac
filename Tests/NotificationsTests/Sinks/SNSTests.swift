import AWS
import Commands
import Decisions
import Demo
import Foundation
import HTTP
import Ledger
import Settings
import TestSupport
import Testing

@testable import Notifications

@Suite(.enabled(if: Requirement.has(.moto), "needs moto_server")) struct SNSTests {
    @Test func topicGetsTheNoticeAsTextWithAttributesForFilters() async throws {
        try await Machine.withEmulator { emulator, http in
            let topic = try await create(emulator.endpoint, http)
            try await Post.with(http, endpoint: emulator.endpoint) { post, _ in
                let sink = Sink(.sns(topic: topic), from: .warning)
                var notice = Notice.sample()
                notice.title = "s: 사고 " + String(repeating: "long ", count: 40)
                try await post.add(notice, to: sink)
                _ = try await post.queue(sink).pass()
                #expect(post.events.lines.isEmpty)
                let sent = try await self.sent(emulator.endpoint, topic, http)
                #expect(sent.contains(notice.id) && sent.contains("tier.f.missing = 1"))
                #expect(sent.contains("[critical] s: ?? long") && sent.contains("critical"))

                // A topic that does not exist is a fault of the sink, logged with AWS's error code.
                let gone = Sink(.sns(topic: topic + "-gone"), from: .warning)
                try await post.add(notice, to: gone)
                _ = try await post.queue(gone).pass()
                #expect(post.events.lines.count == 1)
                #expect(post.events.lines[0].contains("delivery to sns oncall-gone fails: Publish: NotFound"))
                try await post.add(.sample(), to: Sink(.sns(topic: "oncall"), from: .info))
                _ = try await post.queue(Sink(.sns(topic: "oncall"), from: .info)).pass()
                #expect(post.events.lines[1].contains("is not the ARN"))
            }
        }
    }

    private func create(_ endpoint: String, _ http: HTTPClient) async throws -> String {
        let answer = try await http.send(
            HTTPRequest(
                "POST", endpoint + "/",
                headers: [
                    .init("Content-Type", "application/x-www-form-urlencoded"),
                    .init(
                        "Authorization",
                        "AWS4-HMAC-SHA256 Credential=testing/20260101/eu-west-1/sns/aws4_request, SignedHeaders=host, Signature=x"
                    ),
                ], body: Array("Action=CreateTopic&Version=2010-03-31&Name=oncall".utf8)),
            deadline: .seconds(240))
        let text = String(decoding: answer.body, as: UTF8.self)
        return String(try #require(text.firstMatch(of: /<TopicArn>([^<]+)</)).1)
    }

    /// The messages of the topic that moto has stored.
    private func sent(_ endpoint: String, _ topic: String, _ http: HTTPClient) async throws -> String {
        let answer = try await http.send(
            HTTPRequest("GET", endpoint + "/moto-api/data.json"), deadline: .seconds(240))
        let all = try #require(
            try JSONSerialization.jsonObject(with: Data(answer.body)) as? [String: Any])
        let topics = (all["sns"] as? [String: Any])?["Topic"] as? [[String: Any]] ?? []
        let found = topics.first { $0["arn"] as? String == topic }
        return "\(found?["sent_notifications"] ?? "nothing of \(topics.count) topics")"
    }
}
