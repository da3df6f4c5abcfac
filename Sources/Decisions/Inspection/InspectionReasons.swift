/// Why a change in a plan is not admitted, with the names of attributes and never a value.
extension Admission {
    /// ` because of triggers`; empty if the plan's document does not say.
    func reason(ofReplacing change: PlannedChange) -> String {
        let names = (facts?.details(of: change)?.forcing ?? []).names
        return names.isEmpty ? "" : " because of \(names)"
    }

    /// Whether no attribute forces the replacement but such as get their value only when the plan is applied.
    func isForcedByUnknownsOnly(_ change: PlannedChange) -> Bool {
        guard let details = facts?.details(of: change) else { return false }
        let forcing = Set(details.forcing.compactMap(\.attribute))
        return !forcing.isEmpty && forcing.isSubset(of: details.unknown.compactMap(\.attribute))
            && forcing.isDisjoint(with: details.known.compactMap(\.attribute))
    }

    /// What an import would be followed by: AWS and the code differ, or AWS does not return what the code says.
    func reason(ofUpdatingImported change: PlannedChange) -> String {
        let details = facts?.details(of: change)
        let changed = ((details?.known ?? []) + (details?.unknown ?? [])).names
        return (changed.isEmpty ? "" : " (\(changed))")
            + " after its import, since the code differs from what AWS returns: import it by hand ('terrier status' prints the command), and plan"
    }

    /// What would be updated, and whether this would revert a change made outside Terraform or apply code.
    func reason(ofUpdating change: PlannedChange, _ consequence: Consequence?) -> String {
        if let consequence {
            let causes = consequence.causes.map(\.description).joined(separator: " and ")
            return ", a consequence of \(causes), and 'consequences: refuse' is set"
        }
        guard let facts, let details = facts.details(of: change) else {
            let why = facts?.withoutDetails.map { " (the details of the plan are not known: \($0))" } ?? ""
            return ": a change made by hand, or code that nobody applied yet\(why)"
        }
        let changed = (details.known + details.unknown).names
        let what = changed.isEmpty ? "" : " (\(changed))"
        let drift = facts.drift(of: change.address)
        guard let drift, drift.isEmpty else {
            let differing = drift.map { $0.names } ?? ""
            return "\(what), which was changed outside Terraform"
                + (differing.isEmpty ? "" : ": \(differing)")
        }
        guard details.known.isEmpty else {
            return "\(what): the code was not applied yet, or the state already has a change made by hand"
        }
        return "\(what), and nothing that it depends on is created"
    }
}

extension [AttributePath] {
    /// The attributes that the paths begin with, each once, sorted: `tags, triggers`; at most ten.
    fileprivate var names: String {
        let names = Set(compactMap(\.attribute)).sorted()
        let shown = names.prefix(10).joined(separator: ", ")
        return names.count > 10 ? "\(shown) and \(names.count - 10) more" : shown
    }
}
