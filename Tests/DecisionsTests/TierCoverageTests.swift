import Testing

@testable import Decisions

@Suite struct TierCoverageTests {
    private func tier(_ name: String, _ patterns: String..., create: Bool = false) throws -> Tier {
        Tier(name: name, addresses: try patterns.map { try Pattern($0) }, create: create)
    }

    private func standing(_ address: String, needs: String...) throws -> TierCoverage.Standing {
        .init(try Address(address), dependencies: try needs.map { try Address($0) })
    }

    @Test func tierListsItsAddressesAndIdlePatterns() throws {
        let coverage = TierCoverage(
            tiers: [
                try tier("one", "aws_t.b", "aws_t.a", "aws_x.*", "aws_y.new"),
                try tier("two", "aws_y.new", "aws_z.*", create: true),
            ],
            standing: [try standing("aws_t.b"), try standing("aws_t.a[0]"), try standing("aws_u.a")])
        #expect(coverage.entries.map(\.tier) == ["one", "two"])
        #expect(coverage.entries.map { $0.addresses.map(\.description) } == [["aws_t.a[0]", "aws_t.b"], []])
        // An address that a tier may create is not idle, even if it does not exist yet.
        #expect(coverage.entries.map { $0.idle.map(\.text) } == [["aws_x.*", "aws_y.new"], ["aws_z.*"]])
        #expect(coverage.overlaps.isEmpty && coverage.untieredDependencies.isEmpty)
    }

    @Test func overlapHasThePatternOfTheSecondTier() throws {
        let coverage = TierCoverage(
            tiers: [
                try tier("one", "aws_t.*"), try tier("two", "aws_x.*", "*.b"), try tier("three", "aws_t.b"),
            ],
            standing: [try standing("aws_t.a"), try standing("aws_t.b"), try standing("aws_u.b")])
        #expect(
            coverage.overlaps == [
                .init(
                    address: try Address("aws_t.b"), first: "one", second: "two", pattern: try Pattern("*.b")),
                .init(
                    address: try Address("aws_t.b"), first: "one", second: "three",
                    pattern: try Pattern("aws_t.b")),
            ])
    }

    /// A role is in a tier, but not its policy; and a table that is in no tier is read by a function that is.
    @Test func untieredDependenciesOfTiersAreListed() throws {
        let coverage = TierCoverage(
            tiers: [try tier("foundation", "aws_iam_role.*"), try tier("service", "aws_lambda_function.*")],
            standing: [
                try standing("aws_lambda_function.f[0]", needs: "aws_dynamodb_table.t", "aws_iam_role.r"),
                try standing("aws_lambda_function.f[1]", needs: "aws_dynamodb_table.t", "aws_iam_role.r"),
                try standing("aws_iam_role_policy.p", needs: "aws_iam_role.r", "aws_sqs_queue.q"),
                try standing("aws_iam_role.r", needs: "data.aws_region.here"),
                try standing("aws_dynamodb_table.t"),
                try standing("aws_sqs_queue.q"),
            ])
        #expect(
            coverage.untieredDependencies.map(\.address.description) == [
                "aws_dynamodb_table.t", "aws_iam_role_policy.p",
            ])
        #expect(
            coverage.untieredDependencies[0].neededBy.map(\.address.description) == [
                "aws_lambda_function.f[0]", "aws_lambda_function.f[1]",
            ])
        #expect(coverage.untieredDependencies[0].needs.isEmpty)
        #expect(
            coverage.untieredDependencies[1].needs == [
                .init(
                    address: try Address("aws_iam_role.r"), tier: "foundation",
                    pattern: try Pattern("aws_iam_role.*"))
            ])
        #expect(coverage.untieredDependencies[1].neededBy.isEmpty)
    }

    @Test func instancesOfAModuleDoNotDependOnEachOther() throws {
        let coverage = TierCoverage(
            tiers: [try tier("one", #"module.m["eu"].aws_lambda_function.f"#)],
            standing: [
                try standing(
                    #"module.m["eu"].aws_lambda_function.f"#, needs: "module.m.aws_iam_role.r",
                    "module.n.aws_t.t"
                ),
                try standing(#"module.m["eu"].aws_iam_role.r"#),
                try standing(#"module.m["us"].aws_iam_role.r"#),
                try standing("module.n[0].aws_t.t"),
            ])
        #expect(
            coverage.untieredDependencies.map(\.address.description) == [
                #"module.m["eu"].aws_iam_role.r"#, "module.n[0].aws_t.t",
            ])
    }

    @Test func orderOfTheStateDoesNotMatter() throws {
        let tiers = [try tier("one", "aws_t.*"), try tier("two", "*.a")]
        let standing = [
            try standing("aws_t.a", needs: "aws_u.b", "aws_u.c"), try standing("aws_t.b", needs: "aws_u.b"),
            try standing("aws_u.b"), try standing("aws_u.c", needs: "aws_t.b"), try standing("aws_v.a"),
        ]
        let coverage = TierCoverage(tiers: tiers, standing: standing)
        #expect(coverage.untieredDependencies.count == 2 && coverage.overlaps.count == 1)
        #expect(TierCoverage(tiers: tiers, standing: standing.reversed()) == coverage)
    }
}
