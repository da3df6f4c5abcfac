import Decisions

extension RepairRequest {
    /// The first field whose value is not valid: a configuration allows no such names, and the values are written to the book and
    /// to the journal before they are compared with the configuration.
    var unfitField: String? {
        let names = [
            ("stack", intent.stack, 64), ("rule", intent.rule, 64), ("tier", intent.tier, 64),
            ("incident", intent.incident, 128),
            ("configuration", configuration, 128),
        ]
        for case (let field, let name?, let longest) in names where !Self.isName(name, longest) {
            return field
        }
        if intent.addresses.contains(where: { $0.description.utf8.count > 1024 }) { return "addresses" }
        if let subject = intent.subject, !Self.isSubject(subject) { return "subject" }
        guard let why else { return nil }
        let isOneLine = why.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
        return isOneLine && why.unicodeScalars.count <= 300 ? nil : "why"
    }

    /// A snapshot's or a lock's id, or a command's name: visible ASCII characters, of which backends and people make them.
    private static func isSubject(_ text: String) -> Bool {
        (1...256).contains(text.utf8.count) && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }

    private static func isName(_ text: String, _ longest: Int) -> Bool {
        text.utf8.count <= longest
            && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") }
    }
}
