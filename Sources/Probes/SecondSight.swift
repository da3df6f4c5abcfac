import Decisions

/// Adds to the direct reads what the refresh of the newest plan showed of the other instances.
struct SecondSight {
    private let plan: LastPlan?
    private let gone: Set<Address>
    private let unread: Set<Address>
    /// What a plan that no longer applies did not find.
    private let doubtful: Set<Address>

    /// - Parameters:
    ///   - plan: the plan that applies; nil if none does.
    ///   - before: the newest plan before this cycle, whether or not it applies.
    init(_ plan: LastPlan?, before: LastPlan?) {
        self.plan = plan
        gone = Set(plan?.gone ?? [])
        unread = Set(plan?.unread ?? [])
        doubtful = plan == nil ? Set(before?.gone ?? []) : []
    }

    func reports(_ reports: [InstanceReport]) -> [InstanceReport] {
        guard plan != nil || !doubtful.isEmpty else { return reports }
        return reports.map(report)
    }

    private func report(_ direct: InstanceReport) -> InstanceReport {
        // What AWS returned in this cycle is newer than any plan. If AWS did not respond, an older plan does not replace that.
        guard direct.status == .notAsked else { return direct }
        let address = direct.address
        guard let plan else {
            guard doubtful.contains(address) else { return direct }
            let why = "a plan did not find it, and nothing has looked at it since"
            return InstanceReport(address, .unknown(Unknown(.notAsked, why)), sight: .unseen)
        }
        if unread.contains(address) { return direct }
        return InstanceReport(
            address, gone.contains(address) ? .missing : .healthy, sight: .refreshed(plan.at))
    }
}
