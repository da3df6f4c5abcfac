public import Decisions
import Foundation

/// One notification for people, the same for every sink. It holds addresses, actions and numbers, but no attribute's value and
/// no line that a user's function logged.
public struct Notice: Sendable, Equatable, Codable {
    /// What it is about; the raw value is the `type` of a webhook, words separated by full stops.
    public enum Kind: String, Sendable, Codable, CaseIterable {
        case opened = "incident.opened"
        /// The incident reached a rung that notifies the next person.
        case climbed = "incident.climbed"
        case acknowledged = "incident.acknowledged"
        /// CloudTrail says who removed what is missing.
        case traced = "incident.traced"
        case closed = "incident.closed"
        case flapping = "rule.flapping"
        case breakerOpen = "breaker.open"
        case repaired = "repair.done"
        case repairFailed = "repair.failed"
        case repairRefused = "repair.refused"
        case wouldApply = "repair.would_apply"
        case outcomeUnknown = "repair.outcome_unknown"
        case tableEmpty = "table.empty"
        /// Snapshots cannot be copied to the archive for an hour or longer.
        case archiveFailing = "archive.failing"
        /// The service itself has failed, and is not restarted.
        case serviceFailed = "service.failed"
        case test
    }

    /// The same after every restart and for every attempt: a receiver that gets it twice can recognize the duplicate.
    public var id: String
    public var kind: Kind
    public var severity: Severity
    /// The severity of the incident's rule, if the notice is about an incident. It is not raised with the notice's severity.
    public var ruleSeverity: Severity?
    public var stack: String?
    public var rule: String?
    public var incident: String?
    public var repair: String?
    /// One line.
    public var title: String
    public var lines: [String]
    /// The first addresses that it is about, at most 20.
    public var addresses: [String]
    /// RFC 3339, UTC.
    public var at: String
    /// When the incident opened.
    public var openedAt: String?
    /// Whether the reported condition persists; nil for an event without duration.
    public var standing: Bool?

    /// The most addresses in one notice, to keep it readable.
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

    /// An id made of these words; the same words give the same id.
    public static func id(_ words: [String]) -> String { NoticeID.make(words) }

    enum CodingKeys: String, CodingKey {
        case id, kind, severity
        case ruleSeverity = "rule_severity"
        case stack, rule, incident, repair, title, lines, addresses, at
        case openedAt = "opened_at"
        case standing
    }

    /// The notice as JSON, as the outbox stores it and a command gets it.
    public var json: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }

    init?(json: String) {
        guard let notice = try? JSONDecoder().decode(Notice.self, from: Data(json.utf8)) else { return nil }
        self = notice
    }

    /// Plain text for people, as an e-mail or a pager shows it.
    public var text: String {
        ([title] + lines + (addresses.isEmpty ? [] : ["about: \(addresses.joined(separator: ", "))"]))
            .joined(separator: "\n")
    }
}

/// Ids of notices.
enum NoticeID {
    /// `liveinsight-dev-3:rung-2`. Letters, digits, `-`, `_` and `:` alone: it goes into a header, and a full stop would
    /// make a signature ambiguous ("Signature scheme" of the Standard Webhooks specification). A word with other characters
    /// gets a digest, so that different words stay different.
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
    /// One level up, for an incident that nobody has acknowledged.
    var raised: Severity { self == .info ? .warning : .critical }
}
