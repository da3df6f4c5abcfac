import Decisions
import Terraform

/// What the repairs `placeholder-lambda` and `open-cors` of a stack need, compared with its code and its state.
struct RepairNeeds {
    /// One key of the stack.
    struct Key {
        var name: String
        var variables: [String]
        var patterns: [Pattern]
    }

    var keys: [Key] = []
    private let policy: Policy

    init(_ policy: Policy) {
        self.policy = policy
        if let placeholder = policy.placeholder {
            keys.append(
                Key(name: "placeholder", variables: [placeholder.variable], patterns: placeholder.functions))
        }
        if let openCORS = policy.openCORS {
            keys.append(
                Key(
                    name: "open_cors", variables: openCORS.variables.map(\.name),
                    patterns: openCORS.addresses))
        }
    }

    /// The variables that the root module does not declare, one line each.
    func undeclared(in directory: String) -> [String] {
        keys.flatMap { key in
            (RootModule.undeclared(key.variables, in: directory) ?? []).map {
                "\(policy.stack): \(key.name): the root module declares no variable '\($0)'; declare it, or correct the name"
            }
        }
    }

    /// The patterns that match nothing in the state, one line each. A literal address of a tier with `create: true` may be
    /// created; so may what `open_cors:` lists.
    func absent(from state: State) -> [String] {
        let addresses = state.managed.map(\.address)
        return keys.flatMap { key in
            key.patterns.filter { pattern in
                guard !addresses.contains(where: pattern.matches) else { return false }
                guard let literal = pattern.literal else { return true }
                return key.name == "placeholder"
                    && !policy.tiers.contains { $0.create && $0.covers(literal) }
            }.map {
                "\(policy.stack): \(key.name): '\($0)' matches nothing in the newest believed state (serial \(state.serial)); correct it, or remove it"
            }
        }
    }
}
