import Decisions

extension RepairRun {
    /// Checks whether the request may be carried out at all, before anything is observed.
    func checkRequest() throws(RepairStop) {
        var refusals: [Refusal] = []
        if request.version != RepairRequest.currentVersion {
            refusals.append(
                Refusal(
                    .configuration,
                    "the request is of version \(request.version); upgrade both sides together"))
        }
        let now = tools.now()
        if request.askedAt.boot != now.boot || now.since(request.askedAt) > RepairRequest.longestWait {
            refusals.append(
                Refusal(
                    .request,
                    "it was made more than \(RepairRequest.longestWait.words) ago: send a new request"))
        }
        if request.configuration != repairer.configuration {
            refusals.append(
                Refusal(
                    .configuration,
                    "it was decided under another configuration than the file holds now: reload terrier first"
                ))
        }
        if request.apply, policy.mode != .act, request.why == nil {
            refusals.append(Refusal(.mode, "the stack's mode is observe"))
        }
        if let refusal = missingReason { refusals.append(refusal) }
        if let rule = request.rule, request.configuration == repairer.configuration,
            let refusal = policy.refusal(of: request.kind, tier: request.tier, for: rule)
        {
            refusals.append(Refusal(.need, refusal))
        }
        if !refusals.isEmpty { throw .refused(.guardrails, refusals) }
    }

    /// A person's reason that is missing, whichever way the request came.
    private var missingReason: Refusal? {
        if let why = request.why, why.allSatisfy(\.isWhitespace) {
            return Refusal(.request, "the reason is empty")
        }
        guard request.apply, request.rule == nil, request.why == nil,
            request.kind.traits.needsReason(subject: request.subject)
        else { return nil }
        return Refusal(.need, "\(request.kind.rawValue) needs a reason of a person: --why")
    }
}
