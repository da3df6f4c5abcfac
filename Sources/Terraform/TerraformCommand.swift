public import Decisions

/// A Terraform command with its options.
public enum TerraformCommand: Sendable, Equatable {
    case version
    case statePull
    /// Writes the state in this file to the backend, without -force: Terraform compares lineage and serial.
    case statePush(file: String)
    /// Prepares a copy of a root module whose modules and providers are there already.
    case initCopy
    case workspaceList
    case plan(PlanOptions)
    /// Applies exactly this plan file.
    case apply(planFile: String)
    case show(planFile: String)

    /// The options of a plan.
    public struct PlanOptions: Sendable, Equatable {
        /// The file that the plan is written to; nil if the plan will not be applied.
        public var file: String?
        public var targets: [Address]
        public var destroy: Bool
        /// Whether the plan refreshes the resources first. An apply saves the result of the refresh: a missing resource is removed
        /// from the state, also if it is only a dependency of the targets (measured with Terraform 1.11).
        public var refresh: Bool
        /// Whether it plans nothing but what the refresh would change in the state.
        public var refreshOnly: Bool
        /// Whether the plan takes the lock; false if the plan will not be applied.
        public var lock: Bool
        public var varFiles: [String]
        /// The blocks of code that import resources; nil if the plan imports nothing. With them, `file` must be set: the module is
        /// mirrored in the file's directory.
        public var imports: String?
        /// What a person added, after everything else.
        public var added = PlanArguments()

        public init(
            file: String? = nil, targets: [Address] = [], destroy: Bool = false, refresh: Bool = true,
            refreshOnly: Bool = false, lock: Bool = false, varFiles: [String] = []
        ) {
            self.file = file
            self.targets = targets
            self.destroy = destroy
            self.refresh = refresh
            self.refreshOnly = refreshOnly
            self.lock = lock
            self.varFiles = varFiles
        }
    }

    /// The command line arguments, without the program.
    public var arguments: [String] {
        switch self {
        case .version: return ["version", "-json"]
        case .statePull: return ["state", "pull"]
        case .statePush(let file): return ["state", "push", "-no-color", file]
        case .initCopy:
            return ["init", "-input=false", "-no-color", "-reconfigure", "-get=false", "-lockfile=readonly"]
        case .workspaceList: return ["workspace", "list", "-no-color"]
        case .plan(let options): return options.arguments
        // Another one that plans at the same moment holds the lock for some seconds, and would be refused by ours in turn. The plan
        // file is refused if the state has changed meanwhile.
        case .apply(let file): return ["apply", "-json", "-input=false", "-lock-timeout=30s", file]
        case .show(let file): return ["show", "-json", "-no-color", file]
        }
    }
}

extension TerraformCommand.PlanOptions {
    var arguments: [String] {
        var arguments = ["plan", "-json", "-input=false", "-detailed-exitcode", "-lock=\(lock)"]
        if destroy { arguments.append("-destroy") }
        if refreshOnly { arguments.append("-refresh-only") }
        if !refresh { arguments.append("-refresh=false") }
        if let file { arguments.append("-out=\(file)") }
        arguments += varFiles.map { "-var-file=\($0)" }
        arguments += targets.map { "-target=\($0)" }
        arguments += added.words
        return arguments
    }
}
