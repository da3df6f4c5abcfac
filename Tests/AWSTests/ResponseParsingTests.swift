import Catalogue
import Testing

@testable import AWS

/// Responses of both forms as trees.
@Suite struct ResponseParsingTests {
    private func json(_ text: String) -> ResponseTree? { ResponseTree(json: Array(text.utf8)) }

    private func xml(_ text: String) -> ResponseTree? { ResponseTree(xml: Array(text.utf8)) }

    @Test func jsonValuesAreWrittenAsAWSWritesThem() {
        let text = #"{"a":true,"b":false,"c":3,"d":1.5,"e":null,"f":"x","g":[1,"y"],"h":{"i":-7}}"#
        #expect(
            json(text)
                == .object([
                    "a": .text("true"), "b": .text("false"), "c": .text("3"), "d": .text("1.5"), "e": .null,
                    "f": .text("x"), "g": .list([.text("1"), .text("y")]), "h": .object(["i": .text("-7")]),
                ]))
    }

    @Test func numberThatIsNoInstantOfDeletionStaysANumber() {
        #expect(json(#"{"n":1772334000}"#)?.text(at: "n") == "1772334000")
        #expect(json(#"{"n":1}"#)?.text(at: "n") == "1")
        #expect(json(#"{"n":0}"#)?.text(at: "n") == "0")
    }

    @Test(arguments: ["", "{", "{\"a\":", "<html></html>", "not JSON"])
    func whatIsNotJSONIsNothing(text: String) { #expect(json(text) == nil) }

    @Test func repeatedElementsAreAListAndASingleOneIsNot() {
        let text = """
            <?xml version="1.0"?><R xmlns="urn:x"><L><m><id>1</id></m><m><id>2</id></m></L><S><m><id>3</id></m></S><e/></R>
            """
        #expect(
            xml(text)
                == .object([
                    "L": .object(["m": .list([.object(["id": .text("1")]), .object(["id": .text("2")])])]),
                    "S": .object(["m": .object(["id": .text("3")])]), "e": .text(""),
                ]))
        #expect(xml(text)?.elements(at: "S.m.id") == [.text("3")])
    }

    @Test(arguments: [
        "", "<R><a></R>", "{}", "<R>", "<html><body>503</body></html>", "<HTML><R/></HTML>",
    ])
    func whatIsNotXMLOrIsAPageForPeopleIsNothing(text: String) { #expect(xml(text) == nil) }

    @Test func documentsWithinTextsBecomePartOfTheTree() throws {
        let response = #"{"Policy":"{\"Statement\":[{\"Sid\":\"a\"},{\"Sid\":\"b\"}]}","Other":"{}"}"#
        let tree = try #require(json(response)).expanding(["Policy"])
        #expect(tree.elements(at: "Policy.Statement.Sid") == [.text("a"), .text("b")])
        #expect(tree.text(at: "Other") == "{}")
    }

    @Test func documentThatIsNotJSONHoldsNothing() throws {
        let tree = try #require(json(#"{"Policy":"no JSON"}"#)).expanding(["Policy", "Absent"])
        #expect(tree == .object(["Policy": .null]))
        #expect(ResponseTree.text("x").expanding(["Policy"]) == .text("x"))
    }
}
