/// The escalation ladder: what is done with an incident as it grows old. Rungs are climbed in their order, one a cycle,
/// none twice.
public struct Ladder: Sendable, Equatable {
    /// In the order of their ages.
    public var rungs: [Rung]

    public init(_ rungs: [Rung]) {
        self.rungs = rungs
    }

    /// The runbook's four rungs: diagnose at once, consult after five minutes, shed what is expendable after fifteen, deploy
    /// the minimum after thirty.
    public static let standard = Ladder([
        Rung(after: .zero, step: .diagnose), Rung(after: .seconds(300), step: .notify),
        Rung(after: .seconds(900), step: .shed), Rung(after: .seconds(1800), step: .emergencyDeploy),
    ])
}

/// One step of the ladder: what to do once an incident has reached an age.
public struct Rung: Sendable, Equatable {
    /// What is done on a rung.
    public enum Step: String, Sendable, Codable, CaseIterable {
        /// Gather into the incident what a person would look at first.
        case diagnose
        /// Tell the next person, with the diagnosis.
        case notify
        /// Silence, or destroy where that is listed, what the expendable tiers hold: from the last tier up.
        case shed
        /// Restore the first tier, if anything of it is missing.
        case emergencyDeploy = "emergency-deploy"
    }

    /// The age, of time in which the signal was known and tripped.
    public var after: Duration
    public var step: Step

    public init(after: Duration, step: Step) {
        self.after = after
        self.step = step
    }
}

extension Rung.Step {
    /// The repair that the rung asks for in every cycle from then on: the kind whose traits name it; nil where it changes
    /// nothing.
    public var repair: RepairKind? {
        RepairKind.allCases.first { $0.traits.rung?.step == self }
    }
}
