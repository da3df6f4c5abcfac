/// The name of a `check` block whose assertion failed, with its place in the code. Its error message may contain values of
/// attributes and is left out.
struct CheckName {
    var text: String

    init(_ diagnostic: PlanLines.Diagnostic) {
        let name = Self.name(diagnostic.snippet?.context) ?? "check"
        guard let range = diagnostic.range, Self.isPlain(range.filename) else {
            text = name
            return
        }
        text = "\(name) (\(range.filename):\(range.start.line))"
    }

    /// `check "certificate"` becomes `check.certificate`.
    private static func name(_ context: String?) -> String? {
        guard let context, context.hasPrefix("check \""), context.hasSuffix("\"") else { return nil }
        let name = context.dropFirst("check \"".count).dropLast()
        return !name.isEmpty && isPlain(name) ? "check.\(name)" : nil
    }

    private static func isPlain(_ text: some StringProtocol) -> Bool {
        text.utf8.count <= 200 && text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
    }
}
