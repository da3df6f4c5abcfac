/// The result of the newest plan of a stack. It applies until the next plan, as long as the state and the code are those that
/// the plan was made from.
public struct LastPlan: Sendable, Equatable, Codable {
    public var at: Timestamp
    /// The state that it was made from.
    public var state: StateVersion
    /// A fingerprint of the code and of the variables that it was made from; nil if these could not be read.
    public var code: String?
    /// What it would do, or why it failed. Never unknown: a plan that could not be made says nothing.
    public var outcome: PlanOutcome
    /// Instances of the state that its refresh did not find.
    public var gone: [Address]
    /// Instances of the state that its refresh did not read: mostly none, so these are kept instead of those that it read.
    public var unread: [Address]

    public init(
        at: Timestamp, state: StateVersion, code: String?, outcome: PlanOutcome, gone: [Address],
        unread: [Address]
    ) {
        self.at = at
        self.state = state
        self.code = code
        self.outcome = outcome
        self.gone = gone
        self.unread = unread
    }

    /// The result of a plan that was made from these instances; nil if the outcome is unknown.
    public init?(
        at: Timestamp, state: StateVersion, code: String?, outcome: PlanOutcome, refresh: Refresh,
        managed: [Address]
    ) {
        if case .unknown = outcome { return nil }
        let (present, gone) = (Set(refresh.present), Set(refresh.gone))
        self.init(
            at: at, state: state, code: code, outcome: outcome,
            gone: managed.filter { gone.contains($0) },
            unread: managed.filter { !present.contains($0) && !gone.contains($0) })
    }

    /// Whether it still applies.
    ///
    /// - Parameters:
    ///   - state: the state that was read in this cycle.
    ///   - code: the fingerprint of the code now; nil if it could not be read.
    ///   - longest: the age from which on it is too old.
    public func applies(to state: StateVersion, code: String?, at now: Timestamp, longest: Duration) -> Bool {
        self.state == state && code != nil && self.code == code && now >= at && now - at < longest
    }
}
