/// How each instance of a stack was seen in one cycle, as far as AWS was not asked for it. It is stored for `terrier status`.
public struct Sights: Sendable, Equatable, Codable {
    /// When the plan was made whose refresh read the instances in `refreshed`; nil if no plan applies.
    public var planAt: Timestamp?
    public var refreshed: [Address]
    /// Neither asked nor refreshed.
    public var unseen: [Address]

    public init(planAt: Timestamp? = nil, refreshed: [Address] = [], unseen: [Address] = []) {
        self.planAt = planAt
        self.refreshed = refreshed
        self.unseen = unseen
    }

    public init(_ observation: Observation) {
        self.init()
        for instance in observation.instances {
            switch instance.sight {
            case .asked: break
            case .refreshed(let at):
                planAt = at
                refreshed.append(instance.address)
            case .unseen: unseen.append(instance.address)
            }
        }
    }
}

/// How many instances of a stack were seen in a cycle, and how, in the words of the verdict line.
public struct SightSummary: Sendable, Equatable {
    public var total = 0
    public var asked = 0
    public var refreshed = 0
    public var missing = 0
    public var unhealthy = 0
    /// The age of the plan whose refresh read some of them.
    public var age = Duration.zero

    public init(_ observation: Observation) {
        for instance in observation.instances {
            total += 1
            switch instance.sight {
            case .asked: asked += 1
            case .refreshed(let at):
                refreshed += 1
                age = max(.zero, observation.at - at)
            case .unseen: break
            }
            switch instance.status {
            case .missing: missing += 1
            case .unhealthy: unhealthy += 1
            case .healthy, .unknown, .notAsked: break
            }
        }
    }

    public var unseen: Int { total - asked - refreshed }

    /// `19 resources, 10 asked, 9 as the plan of 4m ago saw them, none missing`;
    /// `10 of 19 asked, none missing; 9 not looked at`.
    ///
    /// - Parameter hint: what a person may do about instances that were not looked at; empty for nothing.
    func text(hint: String) -> String {
        guard total > 0 else { return "no resources" }
        let noun = "resource\(total == 1 ? "" : "s")"
        var parts: [String]
        if unseen == 0, refreshed == 0 {
            parts = ["\(total) \(noun), all asked"]
        } else if unseen == 0 {
            parts = ["\(total) \(noun)", "\(asked) asked"]
        } else {
            parts = ["\(asked) of \(total) asked"]
        }
        if refreshed > 0 {
            let plan = age < .seconds(1) ? "the plan" : "the plan of \(age.largestUnit) ago"
            parts.append("\(refreshed) as \(plan) saw \(refreshed == 1 ? "it" : "them")")
        }
        parts.append(missing == 0 ? "none missing" : "\(missing) missing")
        if unhealthy > 0 { parts.append("\(unhealthy) unhealthy") }
        let text = parts.joined(separator: ", ")
        return unseen == 0 ? text : "\(text); \(unseen) not looked at\(hint)"
    }
}

extension Observation {
    /// How many resources of the stack were seen, and how, for the verdict line. A plan that fails is named there.
    ///
    /// - Parameter hint: what a person may do about instances that were not looked at; empty for nothing.
    public func seenWords(hint: String = "") -> String {
        let unsaved = unsavedState == nil ? "" : "; errored.tfstate is not saved"
        guard snapshot != nil else { return "state not known\(unsaved)" }
        let text = SightSummary(self).text(hint: hint) + unsaved
        guard case .failed = plan else { return text }
        return text + "; the plan fails"
    }
}
