import Testing

@testable import Catalogue

/// What a value is for an instance.
@Suite struct ValueTests {
    private let state = ["id": "a/b//c", "name": "n", "empty": ""]

    private func text(_ value: Value) -> String? { value.text { state[$0] } }

    @Test func attributeIsWhatTheStateSays() {
        #expect(text(.attribute("name")) == "n")
        #expect(text(.attribute("none")) == nil)
        #expect(text(.attribute("empty")) == nil)
        #expect(text("fixed") == "fixed")
    }

    @Test func firstValueThatTheStateGivesIsTaken() {
        #expect(text(.attribute("none", or: "name")) == "n")
        #expect(text(.attribute("empty", or: "name")) == "n")
        #expect(text(.first([.attribute("none"), .text("default")])) == "default")
        #expect(text(.first([.attribute("none")])) == nil)
        #expect(text(.nameOrID) == "n")
    }

    @Test(arguments: [
        (0, "a"), (1, "b"), (2, nil), (3, "c"), (4, nil), (-1, "c"), (-2, nil), (-4, "a"), (-5, nil),
    ])
    func partIsCountedFromEitherEnd(row: (index: Int, text: String?)) {
        #expect(text(.part(.id, separator: "/", index: row.index)) == row.text)
    }

    @Test func partOfALackingValueIsLacking() {
        #expect(text(.part(.attribute("none"), separator: "/", index: 0)) == nil)
        #expect(text(.part(.attribute("name"), separator: "/", index: 0)) == "n")
    }

    @Test func numbersAndFlagsAreWrittenAsAWSWritesThem() {
        #expect(text(.number(-3)) == "-3")
        #expect(text(.flag(true)) == "true")
        #expect(text(.flag(false)) == "false")
    }

    @Test func listsAndObjectsHaveNoText() {
        #expect(text(.list(["a"])) == nil)
        #expect(text(.object(["a": "b"])) == nil)
    }

    @Test func everyAttributeWithinIsNamed() {
        let value = Value.object([
            "a": .list([.part(.attribute("one"), separator: "/", index: 0), .number(1), .flag(true)]),
            "b": .optional(.attribute("two", or: "three")), "c": "fixed",
        ])
        #expect(value.attributes == ["one", "two", "three"])
    }
}
