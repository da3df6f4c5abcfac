import Decisions
import Yams

/// Reads `notify:`. Faults print no part of an address, because a path or a query may be a token.
extension YAMLReader {
    mutating func notify(_ node: Node) -> [Sink] {
        var sinks: [Sink] = []
        for item in list(node, "notify") {
            guard let sink = sink(item) else { continue }
            if sinks.contains(where: { $0.target == sink.target }) {
                fault(item, "the same target is in notify twice; remove one")
            }
            sinks.append(sink)
        }
        return sinks
    }

    private mutating func sink(_ item: Node) -> Sink? {
        let targets = sinkForms.map(\.key)
        let keys = targets + sinkForms.flatMap { $0.options.map(\.key) } + ["from"]
        guard let table = table(item, "an entry of notify", keys: keys) else { return nil }
        let given = sinkForms.filter { table.key($0.key) != nil }
        guard given.count == 1, let form = given.first else {
            // A misspelled target has been reported already.
            if given.isEmpty, !table.misspelled.isDisjoint(with: targets) { return nil }
            fault(
                item,
                given.isEmpty
                    ? "an entry of notify lacks its target; add one of \(targets.joined(separator: ", "))"
                    : "an entry of notify has one target, and this has \(given.map(\.key).joined(separator: " and ")); write an entry for each"
            )
            return nil
        }
        for option in sinkForms.filter({ $0.key != form.key }).flatMap(\.options) {
            if let key = table.key(option.key) { fault(key, option.misplaced) }
        }
        if let refusal = form.refusesFrom, let key = table.key("from") { fault(key, refusal) }
        let from = table["from"].flatMap { choice($0, "from", Severity.self) } ?? .warning
        guard let node = required(table, form.key) else { return nil }
        var entry = SinkEntry(self, table, target: node, key: form.key)
        let target = form.read(&entry)
        self = entry.reader
        return target.map { Sink($0, from: from) }
    }
}
