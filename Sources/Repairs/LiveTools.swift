public import AWS
import Catalogue
public import Decisions
public import Terraform

extension RepairTools {
    /// The tools that change real resources, through Terraform and AWS. The functions that observe are passed in, since a repair
    /// uses the same probes as the watcher.
    ///
    /// - Parameters:
    ///   - aws: the client with the credentials of an entry of `providers:`; nil for the stack's own.
    ///   - locked: called with the lock that a command of ours takes.
    ///   - renew: gives Terraform credentials that are valid for as long as an apply may take.
    public static func live(
        terraform: Terraform, aws: @escaping @Sendable (String?) -> AWSClient, region: String,
        applyWithin: Duration,
        renew: @escaping @Sendable () async throws(ToolFault) -> Void,
        locked: @escaping @Sendable (LockSight) async -> Void,
        observe: @escaping @Sendable () async -> StackObservation,
        ask: @escaping @Sendable ([Address], State) async -> StackObservation,
        neverSeen: @escaping @Sendable ([Address]) async -> [Address],
        account: @escaping @Sendable (Set<String>) async -> AccountProof,
        switches: @escaping @Sendable () async throws(ToolFault) -> StackSwitches,
        window: @escaping @Sendable () -> WindowState, now: @escaping @Sendable () -> Moment
    ) -> RepairTools {
        let watch = LockWatch(terraform: terraform, tell: locked)
        var tools = RepairTools(
            observe: observe, ask: ask,
            refresh: { addresses, state throws(ToolFault) in
                try await renew()
                do throws(TerraformFault) {
                    return try await Self.refresh(addresses, from: state, terraform)
                } catch {
                    throw ToolFault(error)
                }
            },
            plan: { order throws(ToolFault) in
                try await renew()
                do throws(TerraformFault) {
                    guard order.lock else { return try await plan(order, terraform, within: applyWithin) }
                    return try await watch.during(.plan) { () throws(TerraformFault) in
                        try await plan(order, terraform, within: applyWithin)
                    }
                } catch {
                    throw ToolFault(error)
                }
            },
            apply: { file, emit throws(ToolFault) in
                try await renew()
                do throws(TerraformFault) {
                    try await watch.during(.apply) { () throws(TerraformFault) in
                        try await terraform.apply(planFile: file, deadline: applyWithin, emit: emit)
                    }
                } catch {
                    throw ToolFault(error)
                }
            },
            backups: { address, state in await BackupSearch.backups(of: address, state, aws, region) },
            neverSeen: neverSeen,
            setActions: { alarms, enabled throws(ToolFault) in
                do throws(AWSFault) {
                    for call in AlarmActionCall.calls(for: alarms) {
                        try await aws(call.provider).setAlarmActions(
                            call.names, enabled: enabled, region: call.region)
                    }
                } catch {
                    throw ToolFault(.failed, error.description)
                }
            },
            account: account, makeDirectory: PrivateDirectory.make, removeDirectory: PrivateDirectory.remove,
            switches: switches, window: window, pause: { try? await Task.sleep(for: $0) }, now: now)
        tools.details = { file throws(ToolFault) in
            do throws(TerraformFault) {
                return try await terraform.details(ofPlan: file)
            } catch {
                throw ToolFault(error)
            }
        }
        tools.undelete = { address, state throws(ToolFault) in
            guard let instance = state.instance(at: address),
                let undelete = Catalogue.type(address.type)?.undelete
            else { throw ToolFault(.failed, "Terrier does not know how to bring back \(address.type)") }
            do throws(AWSFault) {
                for write in undelete.writes where write.applies({ instance.attributes[$0] }) {
                    try await aws(instance.configuration.name).perform(
                        write, region: instance.home.region ?? region
                    ) {
                        instance.attributes[$0]
                    }
                }
            } catch {
                throw ToolFault(.failed, error.description)
            }
        }
        tools.namesakes = { address, state, since throws(ToolFault) in
            try await NamesakeSearch.namesakes(of: address, state, since: since, aws, region)
        }
        tools.undeclared = { RootModule.undeclared($0, in: terraform.stack.directory) }
        tools.notInCode = { RootModule.notInCode($0, in: terraform.stack.directory) }
        tools.functions = { file throws(ToolFault) in
            do throws(TerraformFault) {
                return try await terraform.functions(ofPlan: file)
            } catch {
                throw ToolFault(error)
            }
        }
        tools.obstacle = { terraform.stack.obstacle ?? terraform.stack.unsavedStateObstacle }
        return tools
    }

    /// Plans with the state lock, unless it is a dry run: if somebody holds the lock, the repair ends here, before anything is
    /// changed. The state must still be the one that the repair observed: what somebody destroyed in the meantime is not created
    /// again.
    ///
    /// A removal is planned without a refresh. With one, missing resources that the alarms depend on would be removed from the
    /// state by the apply, and nothing would ever restore them.
    private static func plan(
        _ order: PlanOrder, _ terraform: Terraform, within deadline: Duration
    ) async throws(TerraformFault) -> PlanSummary {
        var options = TerraformCommand.PlanOptions(
            file: order.file, targets: order.targets, destroy: order.destroy, refresh: !order.destroy,
            lock: order.lock, varFiles: try variableFiles(of: order))
        options.imports = order.imports
        guard order.lock else {
            // A dry run refuses what the repair itself would.
            try terraform.refuseUnsavedState()
            return try await terraform.lookAhead(from: order.state, options)
        }
        let summary = try await terraform.plan(options, deadline: deadline)
        // Asked from Terraform itself: whatever Terrier reads, the plan is of this state.
        let now = try await terraform.stateForPlan()
        guard now.serial == order.state.serial, now.lineage == order.state.lineage else {
            throw TerraformFault(
                .stalePlan,
                "the state moved from serial \(order.state.serial) to \(now.serial) while it was planned")
        }
        return summary
    }

    /// The file with the variables of the repair, which is written here.
    private static func variableFiles(of order: PlanOrder) throws(TerraformFault) -> [String] {
        guard !order.variables.isEmpty else { return [] }
        let members = order.variables.map { "  \"\($0.name)\": \($0.json)" }.joined(separator: ",\n")
        guard let file = order.variableFile,
            PrivateDirectory.write(Array("{\n\(members)\n}\n".utf8), to: file, mode: 0o600)
        else { throw TerraformFault(.failed, "the file with the variables of the repair cannot be written") }
        return [file]
    }

    /// Refreshes exactly these instances, without a lock and without writing anything.
    private static func refresh(
        _ addresses: [Address], from state: SnapshotIdentity, _ terraform: Terraform
    ) async throws(TerraformFault) -> Refresh {
        let review = try await terraform.review(
            from: state, TerraformCommand.PlanOptions(targets: addresses, refreshOnly: true))
        _ = try review.outcome.get()
        return review.refresh
    }
}

extension ToolFault {
    init(_ fault: TerraformFault) {
        switch fault.code {
        case .locked, .lockUnavailable: self.init(.lock, fault.description)
        case .stalePlan, .moved: self.init(.stale, fault.description + "; the plan is thrown away")
        default: self.init(.failed, fault.description)
        }
    }
}
