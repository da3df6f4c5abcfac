import ArgumentParser

/// `--why`, which every switch of a person's asks for: it goes into the ledger, the journal and what others are told.
struct WhyOption: ParsableArguments {
    static let longest = 300

    @Option(name: .customLong("why"), help: "Why, in a few words; others read it.")
    var text: String?

    /// The reason, or one clear line and exit code 64.
    func given() throws -> String {
        guard let text else {
            Terminal.fault("--why is missing; say why in a few words, others read it")
            throw ExitCode.usage
        }
        return try Self.checked(text)
    }

    /// A reason is one line that a journal and a terminal can show.
    static func checked(_ text: String) throws -> String {
        var fault: String?
        if text.allSatisfy(\.isWhitespace) {
            fault = "--why is empty; say why in a few words, others read it"
        } else if text.unicodeScalars.count > longest {
            fault = "--why has \(text.unicodeScalars.count) characters; at most \(longest) are kept"
        } else if !text.unicodeScalars.allSatisfy(isShown) {
            fault = "--why holds control characters; write it in one line of plain text"
        }
        guard let fault else { return text }
        Terminal.fault(fault)
        throw ExitCode.usage
    }

    /// Neither controls nor what ends a line or turns its direction.
    private static func isShown(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: return false
        default: return !scalar.properties.isBidiControl
        }
    }
}
