import Decisions
import Terraform

extension StepsOfKinds {
    static var placeholderLambda: any RepairSteps.Type { PlaceholderLambda.self }
}

/// Plans with the variable that names a zip file which Terrier wrote: functions that exist get its code, and what is missing up
/// to their tier is created as by an emergency deploy. Undone, it plans without the variable.
struct PlaceholderLambda: RepairSteps {
    let run: RepairRun

    init(_ run: RepairRun) { self.run = run }

    func carryOut(_ stackObservation: StackObservation, _ state: State) async throws(RepairStop)
        -> RepairMessage
    {
        guard let settings = policy.placeholder else {
            throw .refused(.guardrails, [Refusal(.need, "the stack has no 'placeholder:'")])
        }
        guard !tools.placeholder.path.isEmpty else {
            throw .refused(.guardrails, [Refusal(.need, "this repairer writes no code of functions")])
        }
        let isUndo = try run.isUndo()
        let functions = try await wanted(settings, stackObservation.observation, state)
        try run.expectDeclared([settings.variable])
        if let refusal = ProviderEvidence.refusal(stackObservation.observation) {
            throw .refused(.guardrails, [refusal])
        }
        return isUndo
            ? try await restoreCode(of: functions, stackObservation, state)
            : try await replaceCode(of: functions, settings, stackObservation, state)
    }

    // MARK: The functions

    /// The functions that the request names, or all that `placeholder:` lists; of those of a rule about a tier, the missing ones,
    /// and of those of a rule about the error rate, the one with the highest.
    private func wanted(_ settings: PlaceholderSettings, _ observation: Observation, _ state: State)
        async throws(RepairStop) -> [Address]
    {
        let literal = settings.functions.compactMap(\.literal).filter { address in
            settings.covers(address) && run.mayBeNew(address, in: state)
        }
        let fresh = literal.isEmpty ? [] : await tools.neverSeen(literal)
        let present = state.managed.map(\.address).filter(settings.covers)
        var functions = try run.listed(present + fresh, by: "placeholder")
        if let reading = try await run.expectCondition(on: .lambdaErrorRate) {
            functions = functions.filter { $0 == reading.worst }
            guard !functions.isEmpty else {
                throw .refused(
                    .guardrails,
                    [
                        Refusal(
                            .need,
                            "the highest error rate is not that of a function of the request (\(reading), \(reading.about?.text ?? "no function"))"
                        )
                    ])
            }
        }
        if let name = request.rule, let rule = policy.rules.first(where: { $0.name == name }),
            rule.when.signal.tier != nil
        {
            let missing = policy.functionsToReplace(for: rule, in: observation)
            functions = functions.filter(missing.contains)
            guard !functions.isEmpty else {
                throw .refused(.guardrails, [Refusal(.need, "none of the functions is missing now")])
            }
        }
        try run.refuseUnclear(functions, observation)
        if request.subject == nil { try refuseConsumers(functions, state) }
        return functions
    }

    // MARK: The placeholder

    private func replaceCode(
        of functions: [Address], _ settings: PlaceholderSettings, _ observed: StackObservation,
        _ before: State
    ) async throws(RepairStop) -> RepairMessage {
        var (observed, state) = (observed, before)
        let variables = try await writeCode(of: functions, settings, state)
        let scopes = functions.map { ($0, UpdateScope.code) }
        let updates = Dictionary(scopes) { scope, _ in scope }
        var done: RepairMessage?
        if let tier = policy.tiers.last(where: { functions.contains(where: $0.covers) }),
            !policy.restorable(upTo: tier, in: observed.observation).isEmpty
        {
            var deploy = EmergencyDeploy(run)
            deploy.variables = variables
            deploy.updates = updates
            done = try await deploy.restore(upTo: tier, observed, state)
        }
        if let done {
            // What the deploy created has the placeholder's code already.
            if functions.allSatisfy(done.addresses.contains) { return done.with(comesBack) }
            observed = await tools.observe()
            state = try await run.passGuardrails(observed, next: true)
        }
        do {
            let change = change(functions, variables, observed.observation, state)
            var line = line(
                for: try await run.applied(change, from: state), "answer with the placeholder\(comesBack)")
            if let done { line.message = "\(done.message); then \(line.message)" }
            line.refusals += done?.refusals ?? []
            return line
        } catch {
            guard let done else { throw error }
            var stop = error
            stop.message = "\(done.message); then the code of the functions: \(error.message)"
            if run.changes.haveBegun { throw stop }
            // What the plan no longer changes has the placeholder's code already.
            if error.refusals.contains(where: { $0.guardrail == .need }) { return done.with(comesBack) }
            var line = done
            line.message = stop.message
            line.refusals += error.refusals.isEmpty ? [Refusal(.inspection, error.message)] : error.refusals
            return line
        }
    }

    private var comesBack: String {
        "; their own code comes back with: terrier repair \(request.kind.rawValue) \(policy.stack) --undo"
    }

    /// Writes the zip file. Which files it needs is in a plan: a plan needs a zip file, so it is made with an unspecific one first.
    private func writeCode(of functions: [Address], _ settings: PlaceholderSettings, _ state: State)
        async throws(RepairStop) -> [PlanVariable]
    {
        let file = tools.placeholder
        let variables = [PlanVariable(settings.variable, json: Self.json(file.path))]
        do {
            try file.write(.unspecific)
            let planned = try await plannedCode(of: functions, variables, state)
            try file.write(try PlaceholderCode(planned))
        } catch {
            throw .stopped(at: .plan, by: error)
        }
        return variables
    }

    /// What a plan has of the code of these functions. Nothing of it is applied.
    private func plannedCode(of functions: [Address], _ variables: [PlanVariable], _ state: State)
        async throws(ToolFault) -> [Address: FunctionCode]
    {
        let directory = run.repairer.planDirectory + "/" + run.id
        try tools.makeDirectory(directory)
        defer { tools.removeDirectory(directory) }
        let file = directory + "/code"
        var order = PlanOrder(
            file: file, targets: functions, destroy: false, lock: false, state: state.identity)
        order.variables = variables
        order.variableFile = directory + RepairRun.variableFile
        _ = try await tools.plan(order)
        return try await tools.functions(file).filter { functions.contains($0.key) }
    }

    /// A JSON text.
    private static func json(_ text: String) -> String {
        let escaped = text.unicodeScalars.map { scalar in
            scalar == "\"" || scalar == "\\" ? "\\\(scalar)" : String(scalar)
        }
        return "\"\(escaped.joined())\""
    }

    // MARK: The change

    private func change(
        _ functions: [Address], _ variables: [PlanVariable], _ observation: Observation, _ state: State
    ) -> Change {
        run.change(
            of: functions, .code, with: variables, observation,
            Postcondition(addresses: functions) { $0 == .healthy },
            // Of those that the state lacks, only those that may be new were chosen.
            fresh: functions.filter { state.instance(at: $0) == nil }, from: state)
    }

    private func line(for applied: AppliedChange, _ words: String) -> RepairMessage {
        let changed = Set(applied.plan.addresses)
        let names = applied.verified.filter(changed.contains).map(\.description).joined(separator: ", ")
        return RepairMessage(
            repair: run.id, step: .verify,
            message: "verified: \(names) \(words)\(applied.plan.leftWords)",
            addresses: applied.verified, refusals: applied.plan.unrestored, outcome: .repaired,
            serial: applied.observation.state?.serial, lineage: applied.observation.state?.lineage)
    }

    // MARK: Undo

    private func restoreCode(of functions: [Address], _ observed: StackObservation, _ state: State)
        async throws(RepairStop) -> RepairMessage
    {
        let missing = functions.filter(observed.observation.missing.contains)
        guard missing.isEmpty else {
            let names = missing.map(\.description).joined(separator: ", ")
            throw .refused(
                .guardrails,
                [Refusal(.need, "missing: \(names); an emergency deploy creates it with its own code")])
        }
        let replaced: [Address]
        do {
            let file = tools.placeholder.path
            replaced = try await plannedCode(of: functions, [], state)
                .filter { $0.value.filename == file }.keys.sorted()
        } catch {
            throw .stopped(at: .plan, by: error)
        }
        guard !replaced.isEmpty else {
            throw .refused(.guardrails, [Refusal(.need, "no function has the placeholder's code")])
        }
        let change = change(replaced, [], observed.observation, state)
        return line(for: try await run.applied(change, from: state), "have their own code again")
    }
}

extension RepairMessage {
    fileprivate func with(_ end: String) -> RepairMessage {
        var line = self
        line.message += end
        return line
    }
}
