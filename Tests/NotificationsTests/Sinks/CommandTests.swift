import Decisions
import Foundation
import HTTP
import Settings
import TestSupport
import Testing

@testable import Notifications

@Suite(.enabled(if: Requirement.has(.python), "needs python3"), .timeLimit(.minutes(5))) struct CommandTests {
    @Test func commandGetsJSONAndAnEnvironmentWithoutSecrets() async throws {
        try await Machine.withDirectory { directory in
            try await HTTPClient.with { http in
                try await Post.with(http) { post, _ in
                    let sink = Sink(
                        .command([
                            "/bin/sh", "-c", "cat >'\(directory)/got'; env >'\(directory)/env'; echo noise",
                        ]),
                        from: .warning)
                    try await post.add(.sample(), .sample("quiet", .info), to: sink)
                    _ = try await post.queue(sink).pass()
                    let got = try String(contentsOfFile: directory + "/got", encoding: .utf8)
                    #expect(Notice(json: got) == Notice.sample())
                    let environment = try String(contentsOfFile: directory + "/env", encoding: .utf8)
                    #expect(environment.contains("PATH=") && !environment.contains("SECRET_OF_THE_SERVICE"))
                    #expect(post.events.lines.isEmpty)
                }
            }
        }
    }
}
