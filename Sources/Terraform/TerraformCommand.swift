public import Decisions

/// Terraform's commands as values.
public enum TerraformCommand: Sendable, Equatable {
    case version
    case statePull
    case plan(PlanOptions)
    /// Applies that very file and nothing else.
    case apply(planFile: String)
    case show(planFile: String)
    case forceUnlock(id: String)

    /// What to plan, and how.
    public struct PlanOptions: Sendable, Equatable {
        /// Where the plan is written; nil where nobody will apply it.
        public var file: String?
        public var targets: [Address]
        public var destroy: Bool
        /// Whether what is planned is read anew first. An apply writes down whatever such a reading found: a thing that is
        /// missing is gone from the state afterwards, of the targets' dependencies too (measured with Terraform 1.11).
        public var refresh: Bool
        /// False whenever only looking.
        public var lock: Bool
        public var varFiles: [String]

        public init(
            file: String? = nil, targets: [Address] = [], destroy: Bool = false, refresh: Bool = true,
            lock: Bool = false, varFiles: [String] = []
        ) {
            self.file = file
            self.targets = targets
            self.destroy = destroy
            self.refresh = refresh
            self.lock = lock
            self.varFiles = varFiles
        }
    }

    /// The argument list, without the program's name.
    public var arguments: [String] {
        switch self {
        case .version: return ["version", "-json"]
        case .statePull: return ["state", "pull"]
        case .plan(let options): return options.arguments
        case .apply(let file): return ["apply", "-json", "-input=false", file]
        case .show(let file): return ["show", "-json", "-no-color", file]
        case .forceUnlock(let id): return ["force-unlock", "-force", "-no-color", id]
        }
    }
}

extension TerraformCommand.PlanOptions {
    var arguments: [String] {
        var arguments = ["plan", "-json", "-input=false", "-detailed-exitcode", "-lock=\(lock)"]
        if destroy { arguments.append("-destroy") }
        if !refresh { arguments.append("-refresh=false") }
        if let file { arguments.append("-out=\(file)") }
        arguments += varFiles.map { "-var-file=\($0)" }
        arguments += targets.map { "-target=\($0)" }
        return arguments
    }
}
