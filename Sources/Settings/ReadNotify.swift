import Decisions
import Foundation
import Yams

/// Where people are told. Faults name no more of an address than its host has to do with: a path or a query may be a token.
extension Reader {
    private static let targets = ["webhook", "alertmanager", "sns", "command", "ping"]

    mutating func notify(_ node: Node) -> [SinkSettings] {
        var sinks: [SinkSettings] = []
        for item in list(node, "notify") {
            guard let sink = sink(item) else { continue }
            if sinks.contains(where: { $0.target == sink.target }) {
                fault(item, "the same target stands in notify twice; remove one")
            }
            sinks.append(sink)
        }
        return sinks
    }

    private mutating func sink(_ item: Node) -> SinkSettings? {
        let keys = Self.targets + ["secret_credential", "from"]
        guard let table = table(item, "an entry of notify", keys: keys) else { return nil }
        let given = Self.targets.filter { table.key($0) != nil }
        guard given.count == 1, let kind = given.first else {
            fault(
                item,
                given.isEmpty
                    ? "an entry of notify lacks its target; add one of \(Self.targets.joined(separator: ", "))"
                    : "an entry of notify has one target, and this has \(given.joined(separator: " and ")); write an entry for each"
            )
            return nil
        }
        if kind != "webhook", table.key("secret_credential") != nil {
            fault(table.key("secret_credential"), "secret_credential signs webhooks alone; remove it")
        }
        if kind == "ping", table.key("from") != nil {
            fault(table.key("from"), "a ping says that the service lives, whatever it saw; remove 'from'")
        }
        let from = table["from"].flatMap { choice($0, "from", Severity.self) } ?? .warning
        guard let node = required(table, kind), let target = target(kind, node, table) else { return nil }
        return SinkSettings(target, from: from)
    }

    private mutating func target(_ kind: String, _ node: Node, _ table: Table) -> SinkSettings.Target? {
        switch kind {
        case "webhook":
            let secret = table["secret_credential"].flatMap { credentialName($0) }
            return secretURL(node, kind).map { .webhook(url: $0, secretCredential: secret) }
        case "alertmanager":
            guard var url = secretURL(node, kind) else { return nil }
            if url.hasSuffix("/") { url.removeLast() }
            if url.drop(while: { $0 != ":" }).dropFirst(3).contains(where: { "/?#".contains($0) }) {
                fault(
                    node,
                    "alertmanager is an address without a path, as in http://127.0.0.1:9093; remove what follows the host"
                )
            }
            return .alertmanager(url: url)
        case "sns": return topic(node).map { .sns(topic: $0) }
        case "command": return command(node).map { .command($0) }
        default: return secretURL(node, kind).map { .ping(url: $0) }
        }
    }

    /// A URL of which nothing is printed.
    private mutating func secretURL(_ node: Node, _ what: String) -> String? {
        guard let url = text(node, what) else { return nil }
        let scheme = ["https://", "http://"].first { url.lowercased().hasPrefix($0) }
        let rest = url.dropFirst(scheme?.count ?? 0)
        let host = rest.prefix { !"/?#".contains($0) }
        let isPlain = url.unicodeScalars.allSatisfy { (0x21...0x7E).contains($0.value) }
        guard scheme != nil, !host.isEmpty, isPlain, URL(string: url)?.host()?.isEmpty == false else {
            fault(node, "\(what) is not a URL; it begins with http:// or https:// and names a host")
            return nil
        }
        guard !host.contains("@") else {
            fault(node, "\(what) holds a user name or a password; credentials do not stand in this file")
            return nil
        }
        return url
    }

    /// The name of a file in the credentials directory.
    private mutating func credentialName(_ node: Node) -> String? {
        guard let name = text(node, "secret_credential") else { return nil }
        let allowed = name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) }
        guard allowed, !name.hasPrefix("."), name.count <= 255 else {
            fault(
                node,
                "secret_credential is the bare name of a file that LoadCredential= hands over; write it as in webhook-secret"
            )
            return nil
        }
        return name
    }

    /// `arn:PARTITION:sns:REGION:ACCOUNT:TOPIC`
    private mutating func topic(_ node: Node) -> String? {
        guard let arn = text(node, "sns") else { return nil }
        let parts = arn.split(separator: ":", omittingEmptySubsequences: false)
        func isWord(_ text: Substring, _ more: String) -> Bool {
            !text.isEmpty
                && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || more.contains($0)) }
        }
        guard parts.count == 6, parts[0] == "arn", parts[1] == "aws" || parts[1].hasPrefix("aws-"),
            isWord(parts[1], "-"), parts[2] == "sns", isWord(parts[3], "-"), parts[3].contains("-"),
            parts[4].count == 12, parts[4].allSatisfy({ $0.isASCII && $0.isNumber }),
            isWord(parts[5], "-_."), parts[5].count <= 256
        else {
            fault(
                node,
                "sns is not a topic's ARN; write it as in arn:aws:sns:ap-northeast-2:123456789012:oncall")
            return nil
        }
        guard !parts[5].contains(".") else {
            fault(node, "a FIFO topic wants groups of messages, which Terrier has not; name a standard topic")
            return nil
        }
        return arn
    }

    /// An argument list, of which nothing is printed.
    private mutating func command(_ node: Node) -> [String]? {
        let words = texts(node, "command")
        guard let (place, program) = words.first else {
            if case .sequence = node {
                fault(node, "a command is a list of words; write it as in [/usr/local/bin/page, --stdin]")
            }
            return nil
        }
        guard program.hasPrefix("/") else {
            fault(
                place,
                "a command's first word is an absolute path, as a service has no directory of its own; write it as in /usr/local/bin/page"
            )
            return nil
        }
        return words.map(\.1)
    }
}
