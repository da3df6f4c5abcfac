/// Arguments of `terraform plan` that a person adds to a plan. They are passed on as an argument list, never through a shell.
///
/// Only arguments that choose what is planned are accepted: those that would write somewhere else, take the lock or change the
/// output are refused, and so is everything that is not known.
public struct PlanArguments: Sendable, Equatable {
    /// Each as one word, `-name` or `-name=value`, in the given order. The values may be secrets: they are not printed.
    public let words: [String]

    public init() {
        words = []
    }

    /// Parses what stands after `--`. As in Terraform, a name has one or two hyphens, and its value follows `=` or is the next
    /// word.
    ///
    /// - Throws: a `PlanArgumentFault` that names the argument, and never its value.
    public init(parsing given: [String]) throws(PlanArgumentFault) {
        var words: [String] = []
        var rest = given[...]
        while let word = rest.popFirst() {
            guard let (name, value) = Self.split(word) else {
                throw PlanArgumentFault(
                    "an argument after '--' does not begin with '-'; write values as in -target=ADDRESS")
            }
            switch Self.kinds[name] {
            case .valued:
                guard let value = value ?? rest.popFirst() else {
                    throw PlanArgumentFault("-\(name) lacks its value; write -\(name)=…")
                }
                words.append("-\(name)=\(value)")
            case .flag:
                guard let value else {
                    words.append("-\(name)")
                    continue
                }
                guard value == "true" || value == "false" else {
                    throw PlanArgumentFault("-\(name) is true or false; write -\(name)=false")
                }
                words.append("-\(name)=\(value)")
            case .refused(let why): throw PlanArgumentFault("-\(name) is not accepted: \(why)")
            case nil:
                let shown = Self.isName(name) ? "-\(name)" : "an argument after '--'"
                throw PlanArgumentFault("\(shown) is not known here; write \(Self.accepted)")
            }
        }
        self.words = words
    }

    private enum Kind {
        case valued
        case flag
        case refused(String)
    }

    private static let accepted = "-target, -replace, -var, -var-file, -destroy or -refresh=false"

    private static let kinds: [String: Kind] = [
        "target": .valued, "replace": .valued, "var": .valued, "var-file": .valued,
        "destroy": .flag, "refresh": .flag,
        "out": .refused("the plan is written to a file of its own, whose path is printed"),
        "lock": .refused("nothing is locked while it is planned; the apply takes the lock"),
        "lock-timeout": .refused("nothing is locked while it is planned; the apply takes the lock"),
        "json": .refused("use --json before the '--'"),
        "chdir": .refused("set 'directory:' of the stack"),
        "state": .refused("the backend of the stack is used"),
        "refresh-only": .refused("it plans no change of a resource; use 'terrier check --plan'"),
    ]

    /// The name without hyphens, and the value after `=`; nil if the word is no option.
    private static func split(_ word: String) -> (name: String, value: String?)? {
        guard word.hasPrefix("-") else { return nil }
        let text = word.hasPrefix("--") ? word.dropFirst(2) : word.dropFirst(1)
        guard let place = text.firstIndex(of: "=") else { return (String(text), nil) }
        return (String(text[..<place]), String(text[text.index(after: place)...]))
    }

    private static func isName(_ name: String) -> Bool {
        !name.isEmpty && name.count <= 30
            && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
    }
}

/// Why arguments for a plan are not accepted. Nothing was run.
public struct PlanArgumentFault: Error, Sendable, Equatable, CustomStringConvertible {
    /// One line: what, and what to do. It has no value of an argument.
    public let description: String

    init(_ description: String) {
        self.description = description
    }
}
