import Testing

@testable import Catalogue

/// What is true of every type of the catalogue.
@Suite struct CatalogueTests {
    @Test func namesAreUniqueAndAreTypesOfTheAWSProvider() {
        #expect(Catalogue.all.count >= 120)
        #expect(Catalogue.names.count == Catalogue.all.count)
        for type in Catalogue.all {
            #expect(type.name.wholeMatch(of: /aws_[a-z0-9]+(_[a-z0-9]+)*/) != nil, "\(type.name)")
        }
    }

    @Test func typesAreInTheOrderOfTheirNames() {
        let names = Catalogue.all.map(\.name)
        #expect(names == names.sorted())
    }

    @Test func aTypeIsFoundByItsName() {
        #expect(Catalogue.type("aws_sqs_queue")?.read.operation == "GetQueueAttributes")
        #expect(Catalogue.type("aws_no_such_type") == nil)
    }

    /// Without one of these no response could ever say that an instance is missing.
    @Test func everyTypeCanBeMissing() {
        let never = Catalogue.all.filter { type in
            let read = type.read
            let hasGoneState = read.states.contains { !$0.gone.isEmpty }
            return read.absent.isEmpty && read.element.whenAbsent != .missing && read.element.parts.isEmpty
                && !hasGoneState
        }
        #expect(never.map(\.name) == [])
    }

    /// A response that names nothing could be about another thing, unless the request is for one part of exactly one thing.
    @Test func everyListIsSearchedByAnIdentity() {
        let unidentified = Catalogue.all.filter {
            $0.read.element.whenAbsent == .missing
                && !$0.read.element.identity.contains { identity in !identity.isOptional }
        }
        #expect(unidentified.map(\.name) == [])
    }

    @Test func attributesOfRequestIdentityAndWantedStateAreRead() {
        let read = Read(
            .sqs, "GetThing", .get("/a/\(.attribute("in_path"))", ["q": .optional(.attribute("in_query"))]),
            element: .one("", .equals("x", .attribute("in_identity", or: "other"))),
            states: [StateRule("s", healthy: [], asWanted: .attribute("wanted"))])
        #expect(
            ResourceType("aws_thing", read: read).attributes
                == ["in_path", "in_query", "in_identity", "other", "wanted", "id"])
    }

    /// A word with two meanings would have the one that is looked at first.
    @Test func noStateWordHasTwoMeanings() {
        for type in Catalogue.all {
            for rule in type.read.states {
                let sets = [
                    rule.healthy, rule.changing, Set(rule.unhealthy.keys), rule.leaving, rule.gone,
                ]
                let words = sets.flatMap { $0 }
                #expect(words.count == Set(words).count, "\(type.name) \(rule.path)")
            }
        }
    }
}
