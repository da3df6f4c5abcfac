import Decisions

/// The objects of a state that need a second look: tainted instances and deposed objects, as text and as JSON.
struct ObjectReport {
    struct Deposed: Encodable {
        var address: String
        /// The key of the deposed object.
        var key: String
        /// Whether no current object of the instance is in the state.
        var alone: Bool
    }

    var tainted: [String] = []
    var deposed: [Deposed] = []

    init(tainted: [Address] = [], deposed: [DeposedObject] = []) {
        self.tainted = tainted.map(\.description)
        self.deposed = deposed.map {
            Deposed(address: $0.address.description, key: $0.key, alone: $0.isAlone)
        }
    }

    init(_ tainted: [String], _ deposed: [Deposed]) {
        self.tainted = tainted
        self.deposed = deposed
    }

    init(_ observation: Observation) {
        self.init(tainted: observation.tainted, deposed: observation.deposed)
    }

    /// `; 1 tainted, 2 deposed objects`; empty if there are none.
    var counts: String {
        var words: [String] = []
        if !tainted.isEmpty { words.append("\(tainted.count) tainted") }
        if !deposed.isEmpty {
            words.append("\(deposed.count) deposed object\(deposed.count == 1 ? "" : "s")")
        }
        return words.isEmpty ? "" : "; " + words.joined(separator: ", ")
    }

    /// One line for each, at most `shown` of each kind.
    var lines: [String] {
        Self.some(
            tainted.map { "  tainted \($0): its creation did not complete, the next apply replaces it" },
            "tainted")
            + Self.some(
                deposed.map { object in
                    let what =
                        object.alone
                        ? "no current object of it is in the state; the next apply deletes this one"
                        : "it was replaced, and the next apply deletes it"
                    return "  deposed \(object.address) (\(object.key)): \(what)"
                }, "deposed")
    }

    private static let shown = 10

    private static func some(_ lines: [String], _ word: String) -> [String] {
        guard lines.count > shown else { return lines }
        return lines.prefix(shown) + ["  \(lines.count - shown) more \(word); '--json' lists all of them"]
    }
}
