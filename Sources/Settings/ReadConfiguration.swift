import Decisions
import Yams

extension YAMLReader {
    mutating func configuration(_ root: Node, hash: String) -> Configuration? {
        guard
            let table = table(
                root, "the configuration",
                keys: [
                    "interval", "plan_every", "mode", "ledger", "repair_book", "keep_readings",
                    "keep_snapshots", "notify",
                    "escalation",
                    "host_budget", "stacks", "archive",
                ])
        else { return nil }
        let interval = table["interval"].flatMap { duration($0, "interval", least: .seconds(1)) }
        let planEvery = table["plan_every"].flatMap { duration($0, "plan_every", least: .seconds(1)) }
        let keep = table["keep_readings"].flatMap { duration($0, "keep_readings", least: .seconds(60)) }
        let mode = table["mode"].flatMap { choice($0, "mode", Mode.self) } ?? .observe
        let ledger = table["ledger"].flatMap { absolute($0, "ledger") } ?? "/var/lib/terrier/ledger.sqlite"
        let repairBook = table["repair_book"].flatMap { absolute($0, "repair_book") }
        if let node = table["repair_book"], repairBook == ledger {
            fault(node, "repair_book '\(ledger)' is the ledger's file; set another path")
        }
        let archive = table["archive"].flatMap { self.archive($0) }
        let notify = table["notify"].map { self.notify($0) } ?? []
        let ladder = table["escalation"].flatMap { escalation($0) }
        let hostBudget = table["host_budget"].flatMap { budget($0, "host_budget") }
        let retention = table["keep_snapshots"].flatMap { self.retention($0) }
        let defaults = StackDefaults(
            mode: mode, ladder: ladder?.ladder ?? .standard,
            hostBudget: hostBudget ?? GuardrailSettings().hostBudget, retention: retention ?? .standard)
        var stacks: [StackSettings] = []
        var names: Set<String> = []
        if let node = table["stacks"] {
            let items = list(node, "stacks")
            if items.isEmpty {
                fault(node, "no stack is configured; add one with name, directory, account and region")
            }
            for item in items {
                guard let stack = stack(item, defaults) else { continue }
                if !names.insert(stack.name).inserted { fault(item, "two stacks are named '\(stack.name)'") }
                stacks.append(stack)
            }
        } else {
            fault(
                table.key("stacks") ?? root,
                "no stack is configured; add 'stacks:' with name, directory, account and region")
        }
        if let ladder, !stacks.isEmpty {
            checkRungs(ladder, of: stacks.map(\.policy.tiers), "no stack has one")
        }
        return Configuration(
            interval: interval ?? .seconds(60), planEvery: planEvery ?? .seconds(900),
            ledger: ledger, repairBook: repairBook ?? Configuration.repairBook(besides: ledger),
            keepReadings: keep ?? .seconds(30 * 86_400), archive: archive,
            notify: notify, stacks: stacks, hash: hash)
    }

    mutating func absolute(_ node: Node, _ what: String) -> String? {
        guard let path = text(node, what) else { return nil }
        guard path.hasPrefix("/") else {
            fault(
                node,
                "\(what) '\(path)' is not an absolute path; begin it with '/', because a service does not run in your directory"
            )
            return nil
        }
        return path
    }
}
