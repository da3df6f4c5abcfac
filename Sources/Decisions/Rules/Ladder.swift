/// The escalation ladder: what is done about an incident as its age increases. An incident climbs its rungs in order, at most
/// one in a cycle, and none twice.
public struct Ladder: Sendable, Equatable {
    /// Sorted by age.
    public var rungs: [Rung]

    public init(_ rungs: [Rung]) {
        self.rungs = rungs
    }

    /// The runbook's four rungs: diagnose at once, notify after five minutes, shed the expendable tiers after fifteen, restore the
    /// first tier after thirty.
    public static let standard = Ladder([
        Rung(after: .zero, step: .diagnose), Rung(after: .seconds(300), step: .notify),
        Rung(after: .seconds(900), step: .shed), Rung(after: .seconds(1800), step: .emergencyDeploy),
    ])
}

/// One step of the ladder: what to do once an incident has reached an age.
public struct Rung: Sendable, Equatable {
    /// What is done on a rung.
    public enum Step: String, Sendable, Codable, CaseIterable {
        /// Store with the incident what a person would check first.
        case diagnose
        /// Notify the next person, with the diagnosis.
        case notify
        /// Mute the alarms of the expendable tiers, or destroy those that `destroy:` lists, from the last tier up.
        case shed
        /// Restore the first tier if anything in it is missing.
        case emergencyDeploy = "emergency-deploy"
    }

    /// The incident's age, which counts only time in which the signal was known and the condition was true.
    public var after: Duration
    public var step: Step

    public init(after: Duration, step: Step) {
        self.after = after
        self.step = step
    }
}

extension Rung.Step {
    /// The repair that the rung requests in every cycle from then on: the kind whose traits name it; nil if it changes
    /// nothing.
    public var repair: RepairKind? {
        RepairKind.allCases.first { $0.traits.rung?.step == self }
    }
}
