import Decisions
import Terraform

extension StepsOfKinds {
    static var emergencyDeploy: any RepairSteps.Type { EmergencyDeploy.self }
}

/// Creates what is proven missing of the tiers from the first to the one that is asked for, and nothing else: one tier
/// at a time, each verified before the next.
struct EmergencyDeploy: RepairSteps {
    let run: RepairRun

    init(_ run: RepairRun) { self.run = run }

    func carryOut(_ stackObservation: StackObservation, _ state: State) async throws(RepairStop)
        -> RepairMessage
    {
        let last = try chosenTier()
        guard stackObservation.observation.instances.contains(where: { $0.status == .healthy }) else {
            // Terrier's own account is shown; that Terraform's provider works there too is shown by what it made there.
            let reason =
                "nothing of the stack was seen in its account and region, so it is not shown that Terraform works there"
            throw .refused(.guardrails, [Refusal(.account, reason)])
        }
        var (stackObservation, state) = (stackObservation, state)
        var done: RepairMessage?
        for tier in policy.tiers(upTo: last) {
            do {
                if done != nil {
                    stackObservation = await tools.observe()
                    state = try await run.passGuardrails(stackObservation, next: true)
                }
                guard let line = try await restore(tier, stackObservation, state) else { continue }
                done = done.map { $0.followed(by: line) } ?? line
                // Verified: what a tier after it is refused for says nothing of this one.
                run.changes.undo()
            } catch {
                guard let done else { throw error }
                guard !run.changes.haveBegun else {
                    // What was made before it stays said: a table that came back empty above all.
                    var stop = error
                    stop.message = "\(done.message); then tier \(tier.name): \(error.message)"
                    throw stop
                }
                var line = done
                line.message += "; then tier \(tier.name) was not restored: \(error.message)"
                line.refusals = error.refusals
                return line
            }
        }
        guard let done else {
            throw .refused(
                .guardrails, [Refusal(.need, "nothing of tier \(last.name) or of those before it is missing")]
            )
        }
        return done
    }

    /// Nil where nothing of the tier is missing.
    private func restore(_ tier: Tier, _ stackObservation: StackObservation, _ state: State)
        async throws(RepairStop) -> RepairMessage?
    {
        let missing = stackObservation.observation.missing.filter { tier.covers($0) }
        let before = policy.tiers(upTo: tier).dropLast()
        // The world goes on while a tier is restored: what is lost of it by now comes first, in a repair of its own.
        let lost = stackObservation.observation.missing.filter { address in
            before.contains { $0.covers(address) }
        }
        guard lost.isEmpty else {
            let names = lost.map(\.description).joined(separator: ", ")
            throw .refused(
                .guardrails,
                [Refusal(.need, "of a tier before tier \(tier.name) is missing by now: \(names)")])
        }
        let unknown = stackObservation.observation.instances.filter { report in
            if case .unknown = report.status {
                return tier.covers(report.address) || before.contains { $0.covers(report.address) }
            }
            return false
        }
        guard unknown.isEmpty else {
            let names = unknown.map(\.address.description).joined(separator: ", ")
            throw .refused(
                .guardrails, [Refusal(.need, "not everything up to tier \(tier.name) is known: \(names)")])
        }
        guard !missing.isEmpty else { return nil }
        return try await create(missing, of: tier, stackObservation, state)
    }

    private func create(
        _ missing: [Address], of tier: Tier, _ stackObservation: StackObservation, _ state: State
    ) async throws(RepairStop) -> RepairMessage {
        let fresh = await freshAddresses(of: tier, in: state)
        let untracked = stackObservation.observation.untracked
        let change = Change(
            targets: targets(of: tier, in: state).filter { !untracked.contains($0) } + fresh,
            admission: Admission(
                creates: missing, mayCreate: fresh, untracked: untracked, allow: policy.guardrails.allow,
                protect: policy.guardrails.protect),
            check: { creates throws(RepairStop) in try await refuseWhereBackupsExist(creates, state) },
            postcondition: Postcondition(addresses: missing) { $0 == .healthy })
        do {
            return line(for: missing, try await run.change(change, from: state))
        } catch {
            throw emptied(missing, by: error)
        }
    }

    /// What stopped, with the tables that are there and empty, or may be.
    private func emptied(_ missing: [Address], by error: RepairStop) -> RepairStop {
        var stop = error
        if stop.step == .verify {
            stop.message += Self.emptied(missing.filter { !error.addresses.contains($0) })
            return stop
        }
        let tables = Self.tables(missing)
        if run.changes.haveBegun, !tables.isEmpty {
            stop.message += "; \(tables) had no backup: where it was made, it is EMPTY"
        }
        return stop
    }

    private func chosenTier() throws(RepairStop) -> Tier {
        guard let name = request.tier else {
            if let first = policy.tiers.first { return first }
            throw .refused(
                .guardrails, [Refusal(.need, "the stack has no tiers: nothing says what must exist")])
        }
        guard let tier = policy.tiers.first(where: { $0.name == name }) else {
            throw .refused(.guardrails, [Refusal(.need, "the configuration has no tier '\(name)'")])
        }
        return tier
    }

    /// The whole tier by its concrete addresses, as the state names them, with what is remembered of it.
    private func targets(of tier: Tier, in state: State) -> [Address] {
        state.managed.map(\.address).filter { tier.covers($0) }
    }

    /// Where the tier says `create: true`: its literal addresses that no believed state ever named, of types that can be
    /// asked for. One that was there once and is not now was removed by somebody, and stays so.
    private func freshAddresses(of tier: Tier, in state: State) async -> [Address] {
        guard tier.create else { return [] }
        let literal = tier.addresses.compactMap(\.literal)
            .filter { state.instance(at: $0) == nil && run.repairer.askable.contains($0.type) }
        return literal.isEmpty ? [] : await tools.neverSeen(literal)
    }

    /// The name is what a restore needs: an empty table must not take it while a backup exists.
    private func refuseWhereBackupsExist(_ creates: [Address], _ state: State) async throws(RepairStop) {
        var refusals: [Refusal] = []
        for address in creates where DataBearing.types.contains(address.type) {
            switch await tools.backups(address, state) {
            case .none: continue
            case .some(let count):
                refusals.append(
                    Refusal(
                        .backups, "\(address) has \(count) backup(s): restore it, or delete them, by hand"))
            case .unknown(let reason):
                refusals.append(
                    Refusal(.backups, "the backups of \(address) could not be asked for (\(reason))"))
            }
        }
        if !refusals.isEmpty { throw .refused(.inspect, refusals) }
    }

    private func line(for addresses: [Address], _ stackObservation: StackObservation) -> RepairMessage {
        let names = addresses.map(\.description).joined(separator: ", ")
        return RepairMessage(
            repair: run.id, step: .verify,
            message: "verified: \(names) exist and are well" + Self.emptied(addresses),
            addresses: addresses, outcome: .repaired,
            serial: stackObservation.state?.serial, lineage: stackObservation.state?.lineage)
    }

    /// Said of the tables among what was made, in so many words.
    private static func emptied(_ made: [Address]) -> String {
        let names = tables(made)
        return names.isEmpty
            ? "" : "; \(names) had no backup and was recreated EMPTY: its data is gone"
    }

    private static func tables(_ addresses: [Address]) -> String {
        addresses.filter { $0.type == "aws_dynamodb_table" }.map(\.description).joined(separator: ", ")
    }
}

extension RepairMessage {
    /// One tier after another.
    fileprivate func followed(by next: RepairMessage) -> RepairMessage {
        var line = next
        line.message = "\(message); then \(next.message)"
        line.addresses = addresses + next.addresses
        return line
    }
}
