import Testing

@testable import Catalogue

/// Paths through a response.
@Suite struct ResponseTreeTests {
    private let tree = ResponseTree.object([
        "one": .object(["name": .text("a")]),
        "many": .list([
            .object(["name": .text("a"), "tags": .list([.text("x"), .text("y")])]),
            .object(["name": .text("b")]),
            .null,
        ]),
        "nested": .list([.list([.text("p")]), .list([.text("q"), .null])]),
        "nothing": .null, "blank": .text(""), "bare": .object([:]), "none": .list([]),
        "deep": .object(["a": .object(["b": .text("3")])]),
    ])

    private func texts(_ path: String) -> [String] {
        tree.elements(at: path).compactMap { element in
            guard case .text(let text) = element else { return nil }
            return text
        }
    }

    @Test(arguments: [
        ("one.name", ["a"]), ("many.name", ["a", "b"]), ("many.tags", ["x", "y"]), ("nested", ["p", "q"]),
        ("deep.a.b", ["3"]), ("one.name.more", []), ("none", []), ("nothing", []), ("absent.name", []),
        ("blank", [""]),
    ])
    func pathLeadsThroughListsAndSingleElements(row: (path: String, texts: [String])) {
        #expect(texts(row.path) == row.texts)
    }

    @Test func emptyPathIsTheWholeResponse() {
        #expect(tree.elements(at: "") == [tree])
        #expect(ResponseTree.list([.text("a"), .text("b")]).elements(at: "") == [.text("a"), .text("b")])
        #expect(ResponseTree.null.elements(at: "") == [])
    }

    @Test func firstTextAtAPathIsTaken() {
        #expect(tree.text(at: "many.name") == "a")
        #expect(tree.text(at: "one") == nil)
        #expect(tree.text(at: "absent") == nil)
    }

    @Test(arguments: [
        ("one", true), ("many", true), ("one.name", true), ("nothing", false), ("blank", false),
        ("bare", false), ("none", false), ("absent", false),
    ])
    func emptyValuesAreNotHeld(row: (path: String, holds: Bool)) {
        #expect(tree.holds(row.path) == row.holds)
    }
}
