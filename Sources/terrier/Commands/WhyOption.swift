import ArgumentParser

/// The option `--why`, which every switch of an operator requires. The reason goes into the ledger, the journal and notices.
struct WhyOption: ParsableArguments {
    /// In Unicode scalars.
    static let longest = 300

    @Option(name: .customLong("why"), help: "Your reason, in a few words; others read it.")
    var text: String?

    /// The reason.
    ///
    /// - Throws: exit code 64, after one line on standard error, if it is missing or not valid.
    func given() throws -> String {
        guard let text else {
            Terminal.fault("--why is missing; give your reason in a few words, others read it")
            throw ExitCode.usage
        }
        return try Self.checked(text)
    }

    /// Checks that a reason is one line which a journal and a terminal can show, with at most `longest` characters.
    ///
    /// - Throws: exit code 64, after one line on standard error.
    static func checked(_ text: String) throws -> String {
        var fault: String?
        if text.allSatisfy(\.isWhitespace) {
            fault = "--why is empty; give your reason in a few words, others read it"
        } else if text.unicodeScalars.count > longest {
            fault = "--why has \(text.unicodeScalars.count) characters; at most \(longest) are allowed"
        } else if !text.unicodeScalars.allSatisfy(isShown) {
            fault = "--why contains control characters; write it in one line of plain text"
        }
        guard let fault else { return text }
        Terminal.fault(fault)
        throw ExitCode.usage
    }

    /// False for control characters, line and paragraph separators, and characters that change the direction of text.
    private static func isShown(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: return false
        default: return !scalar.properties.isBidiControl
        }
    }
}
