import Decisions
import Foundation
import HTTP
import Settings
import TestSupport
import Testing

@testable import Notifications

@Suite(.enabled(if: Requirement.has(.python), "needs python3"), .timeLimit(.minutes(5))) struct WebhookTests {
    private static let key = Array("0123456789abcdef0123456789abcdef".utf8)
    private static var encoded: String { Data(key).base64EncodedString() }

    private func webhook(_ server: HookServer, secret: String? = nil) -> Sink {
        Sink(.webhook(url: server.url + "/hook?token=TOKEN", secretCredential: secret), from: .info)
    }

    @Test func signatureEqualsThatOfAnotherImplementation() async throws {
        try await HookServer.with(secret: Self.encoded) { server, http in
            try await Post.with(http) { post, directory in
                try "whsec_\(Self.encoded)\n".write(
                    toFile: directory + "/hook-secret", atomically: true, encoding: .utf8)
                let sink = webhook(server, secret: "hook-secret")
                try await post.add(.sample(), to: sink)
                _ = try await post.queue(sink).pass()
                let got = try #require(await server.received(atLeast: 1).first)
                #expect(got.verified)
                #expect(got.headers["webhook-id"] == "s-1:opened")
                #expect(got.headers["webhook-timestamp"] == "1772334000")
                #expect(got.headers["content-type"] == "application/json")
                #expect(got.document["type"] as? String == "incident.opened")
                let data = try #require(got.document["data"] as? [String: Any])
                #expect(data["severity"] as? String == "critical" && data["stack"] as? String == "s")
                #expect(data["addresses"] as? [String] == ["aws_dynamodb_table.events"])
            }
        }
    }

    @Test func oldAndNewSecretBothSign() async throws {
        try await HookServer.with(secret: Self.encoded) { server, http in
            try await Post.with(http) { post, directory in
                let path = directory + "/hook-secret"
                let sink = webhook(server, secret: "hook-secret")
                let queue = try post.queue(sink)
                // A raw secret that the server does not have.
                try "something else".write(toFile: path, atomically: true, encoding: .utf8)
                try await post.add(.sample("a"), to: sink)
                _ = await queue.pass()
                try "something else\nwhsec_\(Self.encoded)\n".write(
                    toFile: path, atomically: true, encoding: .utf8)
                try await post.add(.sample("b"), to: sink)
                _ = await queue.pass()
                let got = await server.received(atLeast: 2)
                #expect(got.map(\.verified) == [false, true])
                #expect(got.last?.headers["webhook-signature"]?.split(separator: " ").count == 2)
            }
        }
    }

    @Test func missingSecretIsLoggedOnceAndNoticesWait() async throws {
        try await HookServer.with(secret: Self.encoded) { server, http in
            try await Post.with(http) { post, directory in
                let sink = webhook(server, secret: "hook-secret")
                let queue = try post.queue(sink)
                try await post.add(.sample(), to: sink)
                await post.run(queue, for: .seconds(3600))
                #expect(server.received.isEmpty)
                #expect(post.events.lines.count == 1)
                #expect(post.events.lines.first?.contains("LoadCredential=hook-secret of the unit") == true)
                try "whsec_\(Self.encoded)".write(
                    toFile: directory + "/hook-secret", atomically: true, encoding: .utf8)
                await post.run(queue, for: .seconds(60))
                #expect(await server.received(atLeast: 1).map(\.verified) == [true])
            }
        }
    }
}
