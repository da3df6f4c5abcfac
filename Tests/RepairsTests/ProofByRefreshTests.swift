import Decisions
import TestSupport
import Testing

@testable import Repairs

/// An emergency deploy of an instance whose type AWS cannot be asked for directly.
@Suite struct ProofByRefreshTests {
    static let server = Address(type: "aws_transfer_server", name: "files")
    static let other = Address(type: "aws_transfer_server", name: "other")

    private func deploy(
        _ refreshes: [Refresh], creates: [Address] = [server], asking addresses: [Address] = [server]
    ) async throws -> (message: RepairMessage, done: [String]) {
        var result: (RepairMessage, [String])?
        let tier = Tier(name: "files", addresses: [try Pattern("aws_transfer_server.*")])
        try await Stage.with(tiers: [tier]) { stage in
            stage.set { world in
                world.statuses[Stage.events] = .healthy
                world.statuses[Self.server] = .notAsked
                world.statuses[Self.other] = .notAsked
                world.plan = .success(
                    PlanSummary(changes: creates.map { PlannedChange($0, .create) }, drift: []))
                world.after = [:]
                world.refreshes = refreshes
            }
            var request = stage.request(addresses: addresses)
            request.intent.rule = "files-lost"
            request.intent.tier = "files"
            result = (await stage.perform(request), stage.done)
        }
        let (message, done) = try #require(result)
        return (message, done)
    }

    private static let both = "refresh \(server) \(other)"

    @Test func whatTwoRefreshesDoNotFindIsCreatedAndVerifiedByAThird() async throws {
        let (message, done) = try await deploy([
            Refresh(present: [Self.other], gone: [Self.server]), Refresh(gone: [Self.server]),
            Refresh(present: [Self.server]),
        ])
        #expect(message.outcome == .repaired, "\(message.message)")
        let refreshes = done.filter { $0.hasPrefix("refresh") }
        #expect(refreshes == [Self.both, "refresh \(Self.server)", "refresh \(Self.server)"])
        #expect(done.contains { $0.hasPrefix("apply") })
    }

    @Test func oneRefreshIsNoProof() async throws {
        for second in [Refresh(present: [Self.server]), Refresh()] {
            let (message, done) = try await deploy([
                Refresh(present: [Self.other], gone: [Self.server]), second,
            ])
            #expect(message.outcome == .refused && !done.contains { $0.hasPrefix("apply") })
            #expect(message.message.contains("\(Self.server)"), "\(message.message)")
        }
    }

    @Test func nothingIsCreatedIfTheProviderFindsIt() async throws {
        let (message, done) = try await deploy([Refresh(present: [Self.server, Self.other])])
        #expect(message.outcome == .refused && !done.contains { $0.hasPrefix("plan") })
    }

    @Test func nothingIsCreatedIfTheProviderCannotBeAsked() async throws {
        let (message, done) = try await deploy([])
        #expect(message.outcome == .refused && !done.contains { $0.hasPrefix("plan") })
        #expect(message.message.contains("\(Self.server)"), "\(message.message)")
    }

    /// The plan creates another one too, which no refresh proved missing.
    @Test func onlyWhatIsProvenMayBeCreated() async throws {
        let (message, done) = try await deploy(
            [Refresh(present: [Self.other], gone: [Self.server]), Refresh(gone: [Self.server])],
            creates: [Self.server, Self.other])
        #expect(message.outcome == .refused && !done.contains { $0.hasPrefix("apply") })
        #expect(message.message.contains("\(Self.other)"), "\(message.message)")
    }

    @Test func notVerifiedIfTheProviderStillDoesNotFindIt() async throws {
        let (message, _) = try await deploy([
            Refresh(present: [Self.other], gone: [Self.server]), Refresh(gone: [Self.server]),
            Refresh(gone: [Self.server]),
        ])
        #expect(message.outcome == .notVerified)
    }
}
