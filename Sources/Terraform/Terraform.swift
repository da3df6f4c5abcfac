import Commands
public import Decisions
import Foundation

/// Terraform's commands for one stack, each through the one wrapper around child processes, each judged by its exit code
/// before anything that it printed.
public struct Terraform: Sendable {
    public var stack: TerraformStack

    public init(_ stack: TerraformStack) {
        self.stack = stack
    }

    /// The state as the backend holds it now. Takes no lock.
    public func pullState() async throws(TerraformFault) -> State {
        if let state = await localState() { return state }
        // A state of 100,000 instances has 165 MB; beyond that nobody waits for it.
        let result = try await run(.statePull, verb: "state pull", limit: 512 << 20)
        try expectSuccess(result, verb: "state pull")
        return try State(parsing: result.output, stack: stack.name)
    }

    /// Plans without a lock, for looking only; thrown away where the serial or the lock moved in the meantime.
    ///
    /// - Parameter before: the state that was pulled just before.
    public func lookAhead(
        from before: SnapshotIdentity, _ options: TerraformCommand.PlanOptions = .init()
    ) async throws(TerraformFault) -> PlanSummary {
        let lockBefore = await lockStatus()
        if case .held(let holder) = lockBefore { throw held(holder) }
        var options = options
        options.lock = false
        let summary = try await plan(options)
        let after = try await pullState()
        let lockAfter = await lockStatus()
        guard after.serial == before.serial, after.lineage == before.lineage, lockAfter == lockBefore else {
            throw TerraformFault(
                .moved, "the state of \(stack.name) moved while it was planned; the plan was thrown away")
        }
        return summary
    }

    /// Plans; where the options name a file, that file holds the plan afterwards. Nobody else can read it at any time:
    /// Terraform writes into a file that is there already, and leaves its mode.
    ///
    /// - Parameter deadline: the stack's own where nil.
    public func plan(
        _ options: TerraformCommand.PlanOptions, deadline: Duration? = nil
    ) async throws(TerraformFault) -> PlanSummary {
        var options = options
        options.varFiles = stack.varFiles
        if options.lock { try refuseUnsavedState() }
        if let file = options.file { try Self.makePrivate(file) }
        let result = try await run(
            .plan(options), verb: "plan", limit: 64 << 20, deadline: deadline ?? stack.deadline,
            // A plan that holds the lock is given time to release it.
            grace: options.lock ? .seconds(300) : .seconds(20))
        var lines = PlanLines()
        for line in result.output.split(separator: UInt8(ascii: "\n")) {
            lines.take(String(decoding: line, as: UTF8.self))
        }
        // 0: nothing to do, 2: changes. A failed plan can print a whole summary before it exits 1.
        guard result.status == .exited(0) || result.status == .exited(2), !result.isTruncated else {
            throw Diagnosis(stack: stack, verb: "plan").fault(for: result, errors: lines.errors)
        }
        guard lines.errors.isEmpty, !lines.isBroken, lines.addsUp else {
            throw TerraformFault(
                .failed, "terraform plan of \(stack.name) printed what does not add up; it is not believed")
        }
        if let file = options.file { try Self.expectPlan(file) }
        return lines.planSummary
    }

    /// Applies that very file.
    ///
    /// - Parameter emit: one line for people for each address that Terraform begins, ends or fails to change.
    public func apply(
        planFile: String, deadline: Duration, emit: @escaping @Sendable (String) async -> Void
    ) async throws(TerraformFault) {
        let result = try await run(
            .apply(planFile: planFile), verb: "apply", limit: 16 << 20, deadline: deadline,
            grace: .seconds(300)
        ) { line in
            var lines = PlanLines()
            guard let event = lines.take(line), let address = event.hook?.resource?.addr else { return }
            switch event.type {
            case "apply_start": await emit("\(event.hook?.action ?? "change") \(address): started")
            case "apply_complete": await emit("\(event.hook?.action ?? "change") \(address): done")
            case "apply_errored": await emit("\(event.hook?.action ?? "change") \(address): failed")
            default: break
            }
        }
        var lines = PlanLines()
        for line in result.output.split(separator: UInt8(ascii: "\n")) {
            lines.take(String(decoding: line, as: UTF8.self))
        }
        guard result.status == .exited(0) else {
            throw Diagnosis(stack: stack, verb: "apply").fault(for: result, errors: lines.errors)
        }
    }

    /// Releases the lock of that id. Who calls it has proven that its holder is dead.
    public func forceUnlock(id: String) async throws(TerraformFault) {
        let result = try await run(.forceUnlock(id: id), verb: "force-unlock", limit: 1 << 20)
        try expectSuccess(result, verb: "force-unlock")
    }

    private func expectSuccess(_ result: CommandResult, verb: String) throws(TerraformFault) {
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

    private func run(
        _ command: TerraformCommand, verb: String, limit: Int, deadline: Duration? = nil,
        grace: Duration = .seconds(20),
        onLine: (@Sendable (String) async -> Void)? = nil
    ) async throws(TerraformFault) -> CommandResult {
        try expectDirectory()
        do {
            return try await Commands.run(
                Command(
                    stack.binary, command.arguments, environment: stack.commandEnvironment,
                    directory: stack.directory,
                    deadline: deadline ?? stack.deadline,
                    // Asked to stop, Terraform writes down what it did; shot, it forgets what it was creating.
                    grace: grace,
                    limit: limit),
                onLine: onLine)
        } catch {
            throw Diagnosis(stack: stack, verb: verb).fault(for: error)
        }
    }

    private func expectDirectory() throws(TerraformFault) {
        guard access(stack.directory, X_OK) != 0 else { return }
        guard errno == ENOENT || errno == ENOTDIR else {
            throw TerraformFault(
                .directoryMissing,
                "\(stack.directory): this user may not enter it; see owner and mode of it and of what is above it; the units see no home directories"
            )
        }
        throw TerraformFault(
            .directoryMissing,
            "\(stack.directory): no such directory; 'directory:' of \(stack.name) names it")
    }

    /// What Terraform could not save after an apply lies in this file, and the state does not know of it: planning over it
    /// would make things a second time.
    private func refuseUnsavedState() throws(TerraformFault) {
        let file = stack.directory + "/errored.tfstate"
        guard FileManager.default.fileExists(atPath: file) else { return }
        throw TerraformFault(
            .failed,
            "\(file): an apply could not save its state; run 'terraform state push errored.tfstate' and remove it"
        )
    }

    private static func makePrivate(_ file: String) throws(TerraformFault) {
        unlink(file)
        let made = open(file, O_CREAT | O_EXCL | O_WRONLY | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard made >= 0 else {
            let why = String(cString: strerror(errno))
            throw TerraformFault(.failed, "\(file): no file can be made for the plan: \(why)")
        }
        close(made)
    }

    private static func expectPlan(_ file: String) throws(TerraformFault) {
        var about = stat()
        guard lstat(file, &about) == 0, about.st_size > 0 else {
            throw TerraformFault(.failed, "\(file): the plan file is not there after the plan")
        }
    }
}
