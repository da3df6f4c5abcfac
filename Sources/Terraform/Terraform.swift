import Commands
public import Decisions
import Foundation

/// Runs Terraform's commands for one stack, all through `Commands.run`. Success is decided by the exit code first, and only
/// then by the output.
public struct Terraform: Sendable {
    public var stack: TerraformStack
    /// Reads objects in S3; nil if Terraform has to.
    let objects: (any BackendObjects)?
    /// What was read last, for all values of this stack.
    let cache: StateCache

    public init(
        _ stack: TerraformStack, objects: (any BackendObjects)? = nil, cache: StateCache = StateCache()
    ) {
        self.stack = stack
        self.objects = objects
        self.cache = cache
    }

    /// Plans without a lock, only to read the changes. The plan is discarded if the serial or the lock changed in the meantime.
    ///
    /// - Parameter before: the identity of the state that was pulled just before.
    /// - Throws: a `TerraformFault`: `locked` if the lock is held, `moved` if the plan is discarded.
    public func lookAhead(
        from before: SnapshotIdentity, _ options: TerraformCommand.PlanOptions = .init()
    ) async throws(TerraformFault) -> PlanSummary {
        try await review(from: before, options).outcome.get()
    }

    /// Plans without a lock, only to read what the plan would do, or why it fails, and what its refresh showed. The plan is
    /// discarded if the serial or the lock changed in the meantime.
    ///
    /// - Parameters:
    ///   - before: the identity of the state that was pulled just before.
    ///   - entries: known changes outside Terraform, which are left out.
    /// - Throws: a `TerraformFault`: `locked` if the lock is held, `moved` if the plan is discarded.
    public func review(
        from before: SnapshotIdentity, _ options: TerraformCommand.PlanOptions = .init(),
        ignoring entries: [IgnoredDrift] = []
    ) async throws(TerraformFault) -> PlanReview {
        let lockBefore = await lockStatus()
        if case .held(let holder) = lockBefore { throw held(holder) }
        var options = options
        options.lock = false
        let review = try await reviewPlan(options, ignoring: entries)
        let after = try await pullState()
        let lockAfter = await lockStatus()
        guard after.serial == before.serial, after.lineage == before.lineage, lockAfter == lockBefore else {
            throw TerraformFault(
                .moved, "the state of \(stack.name) changed while it was planned; the plan was discarded")
        }
        return review
    }

    /// Plans, and writes the plan to the file that the options name, if any. No other user can read the file at any time: it is
    /// created with mode 0600 first, and Terraform keeps the mode of an existing file.
    ///
    /// - Parameter deadline: nil for the stack's own.
    public func plan(
        _ options: TerraformCommand.PlanOptions, deadline: Duration? = nil
    ) async throws(TerraformFault) -> PlanSummary {
        let summary = try await reviewPlan(options, deadline: deadline).outcome.get()
        if let file = options.file { try Self.expectPlan(file) }
        return summary
    }

    /// Plans as the options say.
    func reviewPlan(
        _ options: TerraformCommand.PlanOptions, deadline: Duration? = nil
    ) async throws(TerraformFault) -> PlanReview {
        var options = options
        // The later file counts.
        options.varFiles = stack.varFiles + options.varFiles
        if options.lock { try refuseUnsavedState() }
        if let file = options.file { try Self.makePrivate(file) }
        let mirror = try mirror(for: options)
        let result = try await run(
            .plan(options), verb: "plan", limit: 64 << 20, deadline: deadline ?? stack.deadline,
            // A plan that holds the lock gets more time to release it.
            grace: options.lock ? .seconds(300) : .seconds(20), directory: mirror?.directory)
        var lines = PlanLines()
        for line in result.output.split(separator: UInt8(ascii: "\n")) {
            lines.add(String(decoding: line, as: UTF8.self))
        }
        // 0: no changes, 2: changes. A failed plan can print a complete summary before it exits with 1.
        guard result.status == .exited(0) || result.status == .exited(2), !result.isTruncated else {
            let fault = Diagnosis(stack: stack, verb: "plan", foreign: lines.foreign)
                .fault(for: result, errors: lines.errors)
            let isWhole = result.status == .exited(1) && !result.isTruncated
            return PlanReview(outcome: .failure(fault), refresh: isWhole ? lines.refresh : Refresh())
        }
        guard lines.errors.isEmpty, !lines.isBroken, lines.addsUp else {
            throw TerraformFault(
                .failed,
                "terraform plan of \(stack.name) printed lines that do not match its own summary; the plan is ignored"
                    + Diagnosis.foreignLine(lines.foreign, stack)
            )
        }
        return PlanReview(outcome: .success(lines.planSummary), refresh: lines.refresh)
    }

    /// The module with the blocks that import; nil if the plan imports nothing.
    private func mirror(for options: TerraformCommand.PlanOptions) throws(TerraformFault) -> ModuleMirror? {
        guard let imports = options.imports, let file = options.file else { return nil }
        try expectDirectory()
        return try ModuleMirror(
            of: stack.directory, at: file + "-module", adding: ("terrier_import.tf", imports))
    }

    /// What a plan file changes in detail. The document that Terraform prints contains every attribute value of the stack:
    /// they are compared, and none is kept.
    ///
    /// - Throws: a `TerraformFault`, also if the document is larger than 256 MB.
    public func details(ofPlan file: String) async throws(TerraformFault) -> PlanDetails {
        let result = try await run(.show(planFile: file), verb: "show", limit: 256 << 20)
        try expectSuccess(result, verb: "show")
        return try PlanDetails(parsingPlan: result.output, stack: stack.name)
    }

    /// Applies a plan file.
    ///
    /// - Parameter emit: called with one line of text when the change of an address starts, is done or fails.
    public func apply(
        planFile: String, deadline: Duration, emit: @escaping @Sendable (String) async -> Void
    ) async throws(TerraformFault) {
        let result = try await run(
            .apply(planFile: planFile), verb: "apply", limit: 16 << 20, deadline: deadline,
            grace: .seconds(300)
        ) { line in
            var lines = PlanLines()
            guard let event = lines.add(line), let address = event.hook?.resource?.addr else { return }
            switch event.type {
            case "apply_start": await emit("\(event.hook?.action ?? "change") \(address): started")
            case "apply_complete": await emit("\(event.hook?.action ?? "change") \(address): done")
            case "apply_errored": await emit("\(event.hook?.action ?? "change") \(address): failed")
            default: break
            }
        }
        var lines = PlanLines()
        for line in result.output.split(separator: UInt8(ascii: "\n")) {
            lines.add(String(decoding: line, as: UTF8.self))
        }
        guard result.status == .exited(0) else {
            throw Diagnosis(stack: stack, verb: "apply").fault(for: result, errors: lines.errors)
        }
    }

    func expectSuccess(_ result: CommandResult, verb: String) throws(TerraformFault) {
        guard result.succeeded, !result.isTruncated else {
            throw Diagnosis(stack: stack, verb: verb).fault(for: result, errors: [])
        }
    }

    private func held(_ holder: LockHolder) -> TerraformFault {
        TerraformFault(
            .locked(holder),
            "\(holder.who) holds the lock of \(stack.name) since \(holder.created) (\(holder.operation), id \(holder.id))"
        )
    }

    func run(
        _ command: TerraformCommand, verb: String, limit: Int, deadline: Duration? = nil,
        grace: Duration = .seconds(20), directory: String? = nil,
        onLine: (@Sendable (String) async -> Void)? = nil
    ) async throws(TerraformFault) -> CommandResult {
        try expectDirectory()
        do {
            return try await Commands.run(
                Command(
                    stack.binary, command.arguments, environment: stack.commandEnvironment,
                    directory: directory ?? stack.directory,
                    deadline: deadline ?? stack.deadline,
                    // After SIGINT Terraform saves what it did; killed, it loses track of what it was creating.
                    grace: grace,
                    limit: limit),
                onLine: onLine)
        } catch {
            throw Diagnosis(stack: stack, verb: verb).fault(for: error)
        }
    }

    func expectDirectory() throws(TerraformFault) {
        guard access(stack.directory, X_OK) != 0 else { return }
        guard errno == ENOENT || errno == ENOTDIR else {
            throw TerraformFault(
                .directoryMissing,
                "\(stack.directory): this user may not enter it; check the owner and mode of it and of its parent directories; the systemd units cannot access home directories"
            )
        }
        throw TerraformFault(
            .directoryMissing,
            "\(stack.directory): no such directory; check 'directory:' of \(stack.name)")
    }

    static func makePrivate(_ file: String) throws(TerraformFault) {
        unlink(file)
        let made = open(file, O_CREAT | O_EXCL | O_WRONLY | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard made >= 0 else {
            let why = String(cString: strerror(errno))
            throw TerraformFault(.failed, "\(file): the file cannot be created: \(why)")
        }
        close(made)
    }

    static func expectPlan(_ file: String) throws(TerraformFault) {
        var about = stat()
        guard lstat(file, &about) == 0, about.st_size > 0 else {
            throw TerraformFault(.failed, "\(file): the plan file is missing or empty after the plan")
        }
    }
}
