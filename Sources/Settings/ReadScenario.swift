import Decisions
import Foundation
import Yams

extension YAMLReader {
    private static let words = [
        "lose", "restore", "unwell", "error_rate", "flap", "throttle", "lock", "change_by_hand", "backup",
        "pause", "ack", "reset", "clock", "restart", "kill",
    ]

    mutating func scenario(_ root: Node) -> Scenario? {
        guard let table = table(root, "the scenario", keys: ["stack", "begins", "lasts", "events"]) else {
            return nil
        }
        let lasts = required(table, "lasts").flatMap { duration($0, "lasts", least: .seconds(60)) }
        if let lasts, let node = table["lasts"], lasts > Self.longest {
            fault(node, "the scenario lasts \(lasts.words); at most \(Self.longest.words)")
        }
        let begins = table["begins"].flatMap { instant($0, "begins") }
        let stack = table["stack"].flatMap { text($0, "stack") }
        let events = required(table, "events").map { list($0, "events") } ?? []
        if let node = table["events"], events.isEmpty, faults.isEmpty {
            fault(node, "the scenario has no events; add one as in {at: 10m, lose: [ADDRESS]}")
        }
        let scheduledEvents = events.compactMap { scheduledEvent($0, lasts: lasts) }
        checkThrottles(scheduledEvents)
        guard let lasts else { return nil }
        // Events at the same time stay in the order of the file.
        let ordered = scheduledEvents.enumerated().sorted {
            ($0.element.at, $0.offset) < ($1.element.at, $1.offset)
        }
        return Scenario(
            file: file, stack: stack, begins: begins, lasts: lasts, events: ordered.map(\.element))
    }

    private static let longest = Duration.seconds(30 * 86_400)

    private mutating func instant(_ node: Node, _ what: String) -> Timestamp? {
        guard let text = text(node, what) else { return nil }
        guard let date = try? Date(text, strategy: .iso8601) else {
            fault(node, "\(what) '\(text)' is not a time; write it in UTC, as in 2026-03-06T17:30:00Z")
            return nil
        }
        return Timestamp(secondsSince1970: date.timeIntervalSince1970)
    }

    private mutating func scheduledEvent(_ node: Node, lasts: Duration?) -> Scenario.ScheduledEvent? {
        let words = Self.words + Scenario.Trouble.allCases.map(\.rawValue)
        let before = faults.count
        guard let table = table(node, "an event", keys: ["at"] + words), faults.count == before else {
            return nil
        }
        let at = required(table, "at").flatMap { duration($0, "at") }
        if let at, let lasts, at >= lasts, let node = table["at"] {
            fault(
                node, "the event is at \(at.words), after the end of the scenario, which lasts \(lasts.words)"
            )
        }
        let given = words.filter { table.key($0) != nil }
        guard given.count == 1, let word = given.first else {
            fault(
                node,
                given.isEmpty
                    ? "the event does not say what happens; add one of \(words.joined(separator: ", "))"
                    : "an event is one thing that happens; make \(given.joined(separator: " and ")) separate events"
            )
            return nil
        }
        let mark = (table[word] ?? table.key(word) ?? node).mark
        guard let what = what(word, table), let at else { return nil }
        return .init(
            at: at, what: what, position: SourcePosition(line: mark?.line ?? 0, column: mark?.column ?? 0))
    }

    private mutating func what(_ word: String, _ table: CheckedMapping) -> Scenario.EventKind? {
        switch word {
        case "ack": return happens(word, table) ? .acknowledge : nil
        case "reset": return happens(word, table) ? .reset : nil
        case "restart": return happens(word, table) ? .restart : nil
        case "kill": return happens(word, table) ? .kill : nil
        default: break
        }
        guard let node = required(table, word) else { return nil }
        if let trouble = Scenario.Trouble(rawValue: word) {
            return duration(node, word, least: .seconds(1)).map { .trouble(trouble, $0) }
        }
        switch word {
        case "lose": return some(node, word).map { .lose($0) }
        case "restore": return some(node, word).map { .restore($0) }
        case "unwell": return some(node, word).map { .unwell($0) }
        case "error_rate": return percent(node, word).map { .errorRate($0) }
        case "flap":
            return watchedPeriod(node, word, "ADDRESS").flatMap { named, lasts in
                address(node, word, named).map { .flap($0, lasts) }
            }
        case "throttle":
            return watchedPeriod(node, word, "dynamodb").flatMap { named, lasts in
                service(node, named).map { .throttle($0, lasts) }
            }
        case "lock": return duration(node, word, least: .seconds(1)).map { .lock($0) }
        case "pause": return duration(node, word, least: .seconds(1)).map { .pause($0) }
        case "change_by_hand": return single(node, word).map { .changeByHand($0) }
        case "backup": return single(node, word).map { .backup($0) }
        default: return step(node).map { .clock($0) }
        }
    }

    /// `ack`, `ack:` or `ack: true`
    private mutating func happens(_ word: String, _ table: CheckedMapping) -> Bool {
        guard let node = table[word] else { return true }
        if flag(node, word) == false { fault(node, "'\(word): false' does nothing; remove the event") }
        return true
    }

    private mutating func some(_ node: Node, _ word: String) -> [Pattern]? {
        let found = patterns(node, word)
        if found.isEmpty, case .sequence = node {
            fault(node, "\(word) has no addresses; write it as in \(word): [aws_dynamodb_table.events]")
        }
        return found.isEmpty ? nil : found.map(\.1)
    }

    private mutating func single(_ node: Node, _ word: String) -> Address? {
        text(node, word).flatMap { address(node, word, $0) }
    }

    private mutating func address(_ node: Node, _ word: String, _ text: String) -> Address? {
        do throws(AddressFault) {
            return try Address(text)
        } catch {
            fault(node, "\(error.description); in \(word) write one address, as in aws_dynamodb_table.events")
            return nil
        }
    }

    /// `WHAT for 40m`
    private mutating func watchedPeriod(_ node: Node, _ word: String, _ example: String) -> (
        String, Duration
    )? {
        guard let text = text(node, word) else { return nil }
        let parts = text.components(separatedBy: " for ")
        guard parts.count == 2, let lasts = ValueText.duration(parts[1]), lasts > .zero else {
            fault(
                node,
                "\(word) '\(text)' needs a name and a duration; write it as in \(word): \(example) for 40m")
            return nil
        }
        return (parts[0], lasts)
    }

    private mutating func service(_ node: Node, _ name: String) -> Scenario.Service? {
        if let service = Scenario.Service(rawValue: name) { return service }
        let names = Scenario.Service.allCases.map(\.rawValue)
        let near =
            ValueText.nearest(name, among: names).map { "did you mean '\($0)'?" }
            ?? "the services are \(names.joined(separator: ", "))"
        fault(node, "there is no service '\(name)'; \(near)")
        return nil
    }

    private mutating func percent(_ node: Node, _ word: String) -> Double? {
        guard let text = text(node, word) else { return nil }
        guard let percent = ValueText.percent(text), (0...100).contains(percent) else {
            fault(node, "\(word) '\(text)' is not a share of 0% to 100%; write it as in 25%")
            return nil
        }
        return percent
    }

    /// `+2h` or `-30m`
    private mutating func step(_ node: Node) -> Duration? {
        guard let text = text(node, "clock") else { return nil }
        guard let sign = text.first, sign == "+" || sign == "-",
            let step = ValueText.duration(String(text.dropFirst()))
        else {
            fault(node, "clock '\(text)' is not a step of the clock; write it as in +2h or -30m")
            return nil
        }
        return sign == "+" ? step : .zero - step
    }

    /// The simulated AWS throttles only one service at a time.
    private mutating func checkThrottles(_ scheduledEvents: [Scenario.ScheduledEvent]) {
        var last: (service: Scenario.Service, end: Duration)?
        for scheduledEvent in scheduledEvents.sorted(by: { $0.at < $1.at }) {
            guard case .throttle(let service, let lasts) = scheduledEvent.what else { continue }
            if let last, last.service != service, scheduledEvent.at < last.end {
                fault(
                    at: scheduledEvent.position,
                    "\(last.service.rawValue) is still throttled then, and only one service can be throttled at a time; begin it later"
                )
            }
            last = (service, scheduledEvent.at + lasts)
        }
    }
}
