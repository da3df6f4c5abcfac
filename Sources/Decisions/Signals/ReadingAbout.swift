extension Reading {
    /// What a reading is about. It is converted to text only to be printed or stored.
    public enum About: Sendable, Equatable {
        /// Resource instances: those that are missing, or unhealthy.
        case addresses([Address])
        /// Names that are not addresses: the worst function, alarms, an endpoint.
        case names([String])
        /// Text for people: who holds a lock, why a plan failed.
        case words(String)

        /// Which of these forms the readings of a signal have.
        public enum Form: Sendable {
            case addresses
            case names
            case words
        }

        /// The text that is printed and stored: `aws_iam_role.api, aws_iam_role.worker`.
        public var text: String {
            switch self {
            case .addresses(let addresses): return addresses.map(\.description).joined(separator: ", ")
            case .names(let names): return names.joined(separator: ", ")
            case .words(let words): return words
            }
        }

        /// Parses the output of `text`; any other text becomes `words`.
        public init(_ text: String, _ form: Form) {
            switch form {
            case .words: self = .words(text)
            case .names: self = .names(text.split(separator: ", ").map(String.init))
            case .addresses:
                let read = About.addresses(Self.parts(of: text).compactMap { try? Address($0) })
                self = read.text == text ? read : .words(text)
            }
        }

        /// Splits at commas; a comma in an instance's key, which is in quotes, does not split.
        private static func parts(of text: String) -> [String] {
            var parts = [""]
            var (isQuoted, isEscaped) = (false, false)
            for character in text {
                if character == "\"", !isEscaped { isQuoted.toggle() }
                isEscaped = character == "\\" && !isEscaped
                if character == " ", !isQuoted, parts[parts.count - 1].last == "," {
                    parts[parts.count - 1].removeLast()
                    parts.append("")
                } else {
                    parts[parts.count - 1].append(character)
                }
            }
            return parts
        }

        public var addresses: [Address] {
            if case .addresses(let addresses) = self { return addresses }
            return []
        }

        public var names: [String] {
            if case .names(let names) = self { return names }
            return []
        }
    }
}
