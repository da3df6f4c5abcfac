import Decisions

extension RepairRun {
    /// What a request names to have the repair undone.
    static let undo = "undo"

    /// Whether the request asks to undo an earlier repair of its kind. Only a person may.
    func isUndo() throws(RepairStop) -> Bool {
        guard let subject = request.subject else { return false }
        guard subject == Self.undo, request.kind.traits.hasUndo else {
            throw .refused(
                .guardrails, [Refusal(.request, "a \(request.kind.rawValue) cannot be asked for like this")])
        }
        guard request.rule == nil else {
            throw .refused(
                .guardrails,
                [
                    Refusal(
                        .need,
                        "only a person may undo it, with 'terrier repair \(request.kind.rawValue) --undo'")
                ]
            )
        }
        return true
    }

    /// Refuses if the code of the root module does not declare a variable: Terraform would plan as if it had not been given.
    func expectDeclared(_ variables: [String]) throws(RepairStop) {
        guard let missing = tools.undeclared(variables), !missing.isEmpty else { return }
        throw .refused(
            .guardrails,
            [
                Refusal(
                    .need,
                    "the root module declares no variable \(missing.map { "'\($0)'" }.joined(separator: " and "))"
                )
            ])
    }

    /// The addresses of the request, or all that may be changed.
    ///
    /// - Parameter key: the key of the configuration that lists what may be changed.
    func listed(_ all: [Address], by key: String) throws(RepairStop) -> [Address] {
        if let stray = request.addresses.first(where: { !all.contains($0) }) {
            throw .refused(
                .guardrails,
                [Refusal(.need, "'\(key):' does not list \(stray), or the stack has no such resource")])
        }
        let wanted = request.addresses.isEmpty ? all : request.addresses
        guard !wanted.isEmpty else {
            throw .refused(.guardrails, [Refusal(.need, "the stack has nothing that '\(key):' lists")])
        }
        return wanted
    }

    /// Refuses unless the condition of the rule that requests it is true by a reading of this repairer's own.
    ///
    /// - Parameter signal: the only signal that is measured; nil for that of the rule, whichever it is.
    /// - Returns: the reading; nil if a person asks, or if the rule is about another signal.
    @discardableResult
    func expectCondition(on signal: Signal? = nil) async throws(RepairStop) -> Reading? {
        guard let name = request.rule, let rule = policy.rules.first(where: { $0.name == name }),
            rule.when.signal == signal ?? rule.when.signal
        else { return nil }
        let reading = await tools.reading(rule.when.signal)
        guard rule.holds(for: reading) != true else { return reading }
        throw .refused(
            .guardrails,
            [
                Refusal(
                    .need,
                    "the repairer's own reading does not say that \(rule.when.text) (\(reading))")
            ])
    }
}
