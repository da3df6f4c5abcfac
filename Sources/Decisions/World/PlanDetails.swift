/// What a saved plan's own document adds to its summary: for each change the paths of the attributes in question, and what
/// changed outside Terraform. It holds no attribute value.
public struct PlanDetails: Sendable, Equatable {
    /// One change of a managed instance, in the order of the document.
    public struct Change: Sendable, Equatable {
        public var address: Address
        public var action: PlannedChange.Action
        /// The attributes whose new value is known and differs from the current one. A list or set of another length counts as a
        /// known difference, whatever it contains.
        public var known: [AttributePath]
        /// The attributes whose new value is unknown until the plan is applied.
        public var unknown: [AttributePath]
        /// The attributes that force a replacement.
        public var forcing: [AttributePath]
        /// Why Terraform plans it, in Terraform's own word: `replace_because_tainted`, `delete_because_no_resource_config`. Nil if
        /// the code simply says so.
        public var reason: String?

        public init(
            _ address: Address, _ action: PlannedChange.Action, known: [AttributePath] = [],
            unknown: [AttributePath] = [], forcing: [AttributePath] = [], reason: String? = nil
        ) {
            self.address = address
            self.action = action
            self.known = known
            self.unknown = unknown
            self.forcing = forcing
            self.reason = reason
        }
    }

    /// One managed instance that the refresh of the plan found different from the state.
    public struct Drift: Sendable, Equatable {
        public var address: Address
        /// `delete` if it no longer exists, else `update`.
        public var action: PlannedChange.Action
        /// The attributes that differ; empty if the instance no longer exists, or if nothing differs but the way in which an
        /// empty value is written (null, `""`, `[]`, `{}`): Terraform reports that too, after each fresh apply.
        public var differing: [AttributePath]

        public init(_ address: Address, _ action: PlannedChange.Action, differing: [AttributePath] = []) {
            self.address = address
            self.action = action
            self.differing = differing
        }
    }

    public var changes: [Change]
    public var drift: [Drift]

    public init(changes: [Change] = [], drift: [Drift] = []) {
        self.changes = changes
        self.drift = drift
    }
}

/// Where in an instance an attribute is: names and positions, never a value.
public struct AttributePath: Sendable, Hashable, CustomStringConvertible {
    public enum Step: Sendable, Hashable {
        /// An attribute, or a key of a map.
        case name(String)
        /// A position in a list or a set, from 0.
        case index(Int)
    }

    public var steps: [Step]

    public init(_ steps: [Step]) {
        self.steps = steps
    }

    /// The attribute of the resource that the path begins with; nil for the whole instance.
    public var attribute: String? {
        if case .name(let name)? = steps.first { return name }
        return nil
    }

    /// `triggers.redeploy`, `rule[0].action`
    public var description: String {
        steps.reduce(into: "") { text, step in
            switch step {
            case .name(let name): text += text.isEmpty ? name : ".\(name)"
            case .index(let index): text += "[\(index)]"
            }
        }
    }
}
