import Foundation

/// A parser for AWS's shared configuration and credentials files: sections of keys and values
/// (AWS SDKs and Tools Reference, "Format of the configuration and credential files").
struct INIFile: Sendable, Equatable {
    private(set) var sections: [String: [String: String]] = [:]

    /// Nested values, which are indented, are skipped, because Terrier uses none of them.
    init(_ text: String) {
        var section: String?
        for line in text.split(whereSeparator: \.isNewline) {
            let isIndented = line.first?.isWhitespace ?? false
            let trimmed = Self.trim(line)
            if trimmed.isEmpty || trimmed.hasPrefix("#") || trimmed.hasPrefix(";") { continue }
            if trimmed.hasPrefix("["), let end = trimmed.firstIndex(of: "]") {
                let name = Self.name(trimmed[trimmed.index(after: trimmed.startIndex)..<end])
                section = name
                if sections[name] == nil { sections[name] = [:] }
            } else if let section, !isIndented, let sign = trimmed.firstIndex(of: "=") {
                let key = Self.trim(trimmed[..<sign]).lowercased()
                var value = Self.trim(trimmed[trimmed.index(after: sign)...])
                // A comment may follow a value after white space.
                for mark in [" #", " ;", "\t#", "\t;"] {
                    if let start = value.range(of: mark) { value = Self.trim(value[..<start.lowerBound]) }
                }
                sections[section]?[key] = value
            }
        }
    }

    /// The name of a profile: `[profile NAME]` in the configuration file is `[NAME]` in the credentials file.
    private static func name(_ text: Substring) -> String {
        let words = text.split(separator: " ", maxSplits: 1).map { trim($0) }
        let name = words.count == 2 && words[0] == "profile" ? words[1] : trim(text)
        return name.filter { $0 != "\"" }
    }

    private static func trim(_ text: some StringProtocol) -> String {
        String(text.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }
}
