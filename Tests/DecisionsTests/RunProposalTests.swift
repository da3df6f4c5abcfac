import Testing

@testable import Decisions

/// A rule that runs a command proposes it by its name, and needs no addresses.
@Suite struct RunProposalTests {
    @Test func commandIsProposedWithoutAddresses() throws {
        var rule = Rule(
            name: "ill", when: Condition(.missing(ofTier: "foundation"), .greater, 0, text: "…"),
            respond: .repair(.run))
        rule.command = "flush"
        var world = try World(rule)
        let effects = world.cycle(world.observe(.missing))
        let proposals = effects.compactMap { effect -> Proposal? in
            if case .repair(let proposal) = effect { return proposal }
            return nil
        }
        #expect(proposals.map(\.intent.subject) == ["flush"] && proposals.map(\.kind) == [.run])
        #expect(proposals.map(\.intent.addresses) == [[]])
        #expect(world.policy.refusal(of: .run, tier: nil, for: "ill") == nil)
        #expect(world.policy.refusal(of: .undelete, tier: nil, for: "ill") != nil)
        // A rule without a command proposes nothing.
        world.policy.rules[0].command = nil
        #expect(!world.cycle(world.observe(.missing)).words.contains("repair"))
    }
}
