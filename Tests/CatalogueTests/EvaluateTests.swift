import Testing

@testable import Catalogue

/// Which instance a response is about, and whether it is there.
@Suite struct EvaluateTests {
    private static let other = Read.Finding.unknown("the response is about another thing")
    private static let nothing = Read.Finding.unknown("the response describes nothing")
    private static let cutOff = Read.Finding.unknown(Read.cutOff)

    private func finding(
        _ element: Element, _ response: ResponseTree, operation: String = "GetThing",
        _ attributes: [String: String] = ["id": "i-1"]
    ) -> Read.Finding {
        Read(.sqs, operation, .json("1.0", "X"), element: element)
            .finding(in: response, now: 0) { attributes[$0] }
    }

    private func thing(_ id: String) -> ResponseTree { .object(["Id": .text(id)]) }

    @Test func oneThingIsFoundByItsIdentity() {
        let element = Element.one("Thing", .equals("Id", .id))
        #expect(finding(element, .object(["Thing": thing("i-1")])) == .healthy)
        #expect(finding(element, .object(["Thing": thing("i-2")])) == Self.other)
        #expect(finding(element, .object(["Thing": .object([:])])) == Self.other)
        #expect(finding(element, .object([:])) == Self.nothing)
        #expect(finding(element, .null) == Self.nothing)
    }

    @Test func listedThingIsFoundInListsAndAsASingleElement() {
        let element = Element.listed("Things.member", .equals("Id", .id))
        func response(_ member: ResponseTree) -> ResponseTree {
            .object(["Things": .object(["member": member])])
        }
        #expect(finding(element, response(.list([thing("i-2"), thing("i-1")]))) == .healthy)
        #expect(finding(element, response(thing("i-1"))) == .healthy)
        #expect(finding(element, response(.list([thing("i-2"), thing("i-3")]))) == .missing)
        #expect(finding(element, .object(["Things": .text("")])) == .missing)
    }

    @Test func identityThatTheStateLacksIsUnknownAndNeverMissing() {
        for element in [
            Element.one("", .equals("Id", .id)), .listed("Things", .equals("Id", .id)),
            .listed("Things", .equals("Name", .attribute("name")), .equals("Id", .id)),
        ] {
            let finding = finding(element, .object(["Things": .list([])]), ["name": "n", "id": ""])
            #expect(finding == .unknown("the state does not say which instance it is"))
        }
    }

    @Test func everyPartOfAnIdentityMustHold() {
        let element = Element.listed("Things", .equals("Id", .id), .equals("Kind", .attribute("kind")))
        func response(_ kind: String) -> ResponseTree {
            .object(["Things": .list([.object(["Id": .text("i-1"), "Kind": .text(kind)])])])
        }
        #expect(finding(element, response("a"), ["id": "i-1", "kind": "a"]) == .healthy)
        #expect(finding(element, response("b"), ["id": "i-1", "kind": "a"]) == .missing)
    }

    @Test func optionalIdentityCountsOnlyWhereTheStateHasIt() {
        let element = Element.listed("Things", .equals("Id", .id), .ifStateHas("Kind", .attribute("kind")))
        let response = ResponseTree.object([
            "Things": .list([.object(["Id": .text("i-1"), "Kind": .text("a")])])
        ])
        #expect(finding(element, response) == .healthy)
        #expect(finding(element, response, ["id": "i-1", "kind": "a"]) == .healthy)
        #expect(finding(element, response, ["id": "i-1", "kind": "b"]) == .missing)
    }

    @Test func oneOfSeveralFieldsIsEnough() {
        let element = Element.listed("Things", .anyOf(["Id", "Alias"], .id))
        #expect(finding(element, .object(["Things": .object(["Alias": .text("i-1")])])) == .healthy)
        #expect(finding(element, .object(["Things": .object(["Name": .text("i-1")])])) == .missing)
    }

    @Test func lastPartOfANameIsComparedAlone() {
        let element = Element.one("", .lastPart(of: "Arn", behind: ":", .id))
        #expect(finding(element, .object(["Arn": .text("arn:aws:sqs:eu-west-1:1:i-1")])) == .healthy)
        #expect(finding(element, .object(["Arn": .text("arn:aws:sqs:eu-west-1:1:xi-1")])) == Self.other)
        #expect(finding(element, .object(["Arn": .text("")])) == Self.other)
    }

    @Test func domainsAreComparedAsRoute53WritesThem() {
        let element = Element.listed("Sets", .domain("Name", .attribute("name")))
        func finding(_ name: String, _ own: String) -> Read.Finding {
            self.finding(element, .object(["Sets": .object(["Name": .text(name)])]), ["name": own])
        }
        #expect(finding("www.example.org.", "WWW.example.org") == .healthy)
        #expect(finding("\\052.example.org.", "*.example.org") == .healthy)
        #expect(finding("ww.example.org.", "www.example.org") == .missing)
    }

    @Test func partOfAThingIsMissingWhereNothingStands() {
        let element = Element.one("", .equals("Id", .id)).with(part: "Policy")
        func response(_ policy: ResponseTree) -> ResponseTree {
            .object(["Id": .text("i-1"), "Policy": policy])
        }
        #expect(finding(element, response(.text("{}"))) == .healthy)
        for empty in [ResponseTree.text(""), .null, .list([]), .object([:])] {
            #expect(finding(element, response(empty)) == .missing)
        }
        #expect(finding(element, thing("i-1")) == .missing)
        // The part of another thing says nothing.
        #expect(finding(element, .object(["Id": .text("i-2")])) == Self.other)
    }

    @Test(arguments: [
        "NextToken", "nextToken", "NextMarker", "nextMarker", "Marker", "LastEvaluatedTableName",
        "NextContinuationToken",
    ])
    func listThatIsCutOffIsUnknown(token: String) {
        let element = Element.listed("ListResult.Things", .equals("Id", .id))
        let list = ResponseTree.list([thing("i-2")])
        let whole = ResponseTree.object(["ListResult": .object(["Things": list]), token: .text("")])
        #expect(finding(element, whole, operation: "List") == .missing)
        let cut = ResponseTree.object(["ListResult": .object(["Things": list]), token: .text("t")])
        #expect(finding(element, cut, operation: "List") == Self.cutOff)
        let wrapped = ResponseTree.object(["ListResult": .object(["Things": list, token: .text("t")])])
        #expect(finding(element, wrapped, operation: "List") == Self.cutOff)
        let found = ResponseTree.object([
            "ListResult": .object(["Things": .list([thing("i-1")]), token: .text("t")])
        ])
        #expect(finding(element, found, operation: "List") == .healthy)
    }

    @Test func elementBelowAWrapperHasALongerPath() {
        #expect(
            Element.one("Role", .equals("RoleName", .id)).below("GetRoleResult").path == "GetRoleResult.Role")
        #expect(Element.one().below("GetRoleResult").path == "GetRoleResult")
    }
}
