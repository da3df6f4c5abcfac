public import Decisions
import Foundation

/// One thing that people are told, the same for every sink. It holds addresses, actions and numbers: no attribute's value,
/// and no line that a user's function wrote.
public struct Notice: Sendable, Equatable, Codable {
    /// What it tells of; the raw value is the `type` of a webhook, words with full stops between them.
    public enum Kind: String, Sendable, Codable, CaseIterable {
        case opened = "incident.opened"
        /// It reached the rung on which the next person is asked.
        case climbed = "incident.climbed"
        case acknowledged = "incident.acknowledged"
        case closed = "incident.closed"
        case flapping = "rule.flapping"
        case breakerOpen = "breaker.open"
        case repaired = "repair.done"
        case repairFailed = "repair.failed"
        case repairRefused = "repair.refused"
        case wouldApply = "repair.would_apply"
        case outcomeUnknown = "repair.outcome_unknown"
        case tableEmpty = "table.empty"
        /// The service itself has failed, and is not started again.
        case serviceFailed = "service.failed"
        case test
    }

    /// The same after every restart and for every attempt: whoever gets it twice knows it for one.
    public var id: String
    public var kind: Kind
    public var severity: Severity
    /// The severity of the incident's rule, where the notice is about an incident. It stays when the notice is raised.
    public var ruleSeverity: Severity?
    public var stack: String?
    public var rule: String?
    public var incident: String?
    public var repair: String?
    /// One line.
    public var title: String
    public var lines: [String]
    /// The first of those that it is about.
    public var addresses: [String]
    /// RFC 3339, UTC.
    public var at: String
    /// When the incident opened.
    public var openedAt: String?
    /// Whether what is told of goes on; nil where it is over as it is told.
    public var standing: Bool?

    /// More of them make no notice clearer.
    static let mostAddresses = 20

    public init(
        id: String, kind: Kind, severity: Severity, stack: String?, title: String, lines: [String] = [],
        addresses: [Address] = [], at: Timestamp, standing: Bool? = nil
    ) {
        self.id = id
        self.kind = kind
        self.severity = severity
        self.stack = stack
        self.title = title.replacing("\n", with: " ")
        self.lines = lines
        self.addresses = addresses.prefix(Self.mostAddresses).map(\.description)
        if addresses.count > Self.mostAddresses {
            self.lines.append("and \(addresses.count - Self.mostAddresses) more addresses")
        }
        self.at = at.description
        self.standing = standing
    }

    /// A notice about an incident.
    init(
        _ incident: Incident, of stack: String, id: [String], kind: Kind, severity: Severity, title: String,
        lines: [String], at: Timestamp, standing: Bool
    ) {
        self.init(
            id: NoticeID.make([incident.id] + id), kind: kind, severity: severity, stack: stack,
            title: "\(stack): \(title)", lines: lines, addresses: incident.addresses, at: at,
            standing: standing)
        ruleSeverity = incident.severity
        rule = incident.rule
        self.incident = incident.id
        openedAt = incident.openedAt.description
    }

    /// An id that is made of so many words, the same for the same ones.
    public static func id(_ words: [String]) -> String { NoticeID.make(words) }

    enum CodingKeys: String, CodingKey {
        case id, kind, severity
        case ruleSeverity = "rule_severity"
        case stack, rule, incident, repair, title, lines, addresses, at
        case openedAt = "opened_at"
        case standing
    }

    /// As the outbox keeps it and as a command gets it.
    public var json: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }

    init?(json: String) {
        guard let notice = try? JSONDecoder().decode(Notice.self, from: Data(json.utf8)) else { return nil }
        self = notice
    }

    /// For people, without a form: what an e-mail or a pager shows.
    public var text: String {
        ([title] + lines + (addresses.isEmpty ? [] : ["about: \(addresses.joined(separator: ", "))"]))
            .joined(separator: "\n")
    }
}

/// Ids of notices.
enum NoticeID {
    /// `liveinsight-dev-3:rung-2`. Letters, digits, `-`, `_` and `:` alone: it goes into a header, and a full stop would
    /// make a signature ambiguous ("Signature scheme" of the Standard Webhooks specification). What holds other characters
    /// gets a mark by which it is told from its neighbours.
    static func make(_ parts: [String]) -> String {
        parts.map(part).joined(separator: ":")
    }

    private static func part(_ text: String) -> String {
        let plain = String(text.unicodeScalars.map { isPlain($0) ? Character($0) : "-" }.prefix(80))
        return plain == text ? text : "\(plain)-\(SafeName.short(text, digits: 6))"
    }

    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
            || scalar == "-" || scalar == "_"
    }
}

extension Severity {
    /// One level up: what nobody took is told as if it were worse.
    var raised: Severity { self == .info ? .warning : .critical }
}
