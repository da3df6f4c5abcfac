import Decisions
import Yams

extension YAMLReader {
    /// `[{allow: "Mon-Fri 09:00 - 17:00", timezone: Asia/Seoul}, {deny: …, timezone: …}]`
    mutating func windows(_ node: Node) -> MaintenanceWindows {
        let read = list(node, "windows").compactMap { item in
            window(item).map { (window: $0.window, node: $0.node) }
        }
        checkThatTheyOpen(read)
        return MaintenanceWindows(read.map(\.window))
    }

    private mutating func window(_ item: Node) -> (window: MaintenanceWindow, node: Node)? {
        guard let table = table(item, "a window", keys: ["allow", "deny", "timezone"]) else { return nil }
        let given = MaintenanceWindow.Kind.allCases.filter { table[$0.rawValue] != nil }
        if given.count != 1 {
            fault(
                item,
                given.isEmpty
                    ? "a window has neither 'allow:' nor 'deny:'; add one of them"
                    : "a window has both 'allow:' and 'deny:'; remove one of them")
        }
        let zone = required(table, "timezone").flatMap { timeZone($0) }
        guard given.count == 1, let kind = given.first, let node = table[kind.rawValue],
            let text = text(node, kind.rawValue)
        else { return nil }
        do throws(WindowFault) {
            let time = try WindowText.time(text)
            guard let zone, let window = MaintenanceWindow(kind, time, text: text, zone: zone) else {
                return nil
            }
            return (window, node)
        } catch {
            fault(node, error.message)
            return nil
        }
    }

    private mutating func timeZone(_ node: Node) -> String? {
        guard let name = text(node, "timezone") else { return nil }
        guard ZoneClock(name) == nil else { return name }
        let near =
            ZoneClock.nearest(name).map { "did you mean '\($0)'?" } ?? "write it as in Asia/Seoul or UTC"
        fault(node, "there is no time zone '\(name)'; \(near)")
        return nil
    }

    private mutating func checkThatTheyOpen(_ read: [(window: MaintenanceWindow, node: Node)]) {
        let denies = read.filter { $0.window.kind == .deny }
        if !MaintenanceWindows(denies.map(\.window)).everOpens {
            let last = denies.indices.first { !MaintenanceWindows(denies[...$0].map(\.window)).everOpens }
            guard let deny = last.map({ denies[$0] }) else { return }
            fault(
                deny.node,
                "'\(deny.window.text)' leaves no time of the week that is not denied, so no repair would ever start; "
                    + "narrow it, or write 'mode: observe'")
            return
        }
        for allow in read where allow.window.kind == .allow {
            guard !MaintenanceWindows(denies.map(\.window) + [allow.window]).everOpens else { continue }
            fault(
                allow.node,
                "'\(allow.window.text)' is completely inside denied windows, so it never opens; narrow the 'deny:', or remove it"
            )
        }
    }
}
