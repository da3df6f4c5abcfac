import Decisions
import Foundation
import Ledger
import Repairs
import Settings
import Terraform

/// The steps of `terrier impact`.
struct ImpactWork: Sendable {
    private let settings: StackSettings
    private let configuration: Settings.Configuration
    private let assembly: StackAssembly
    /// A directory that only this user may enter.
    private let directory: String
    private let environment: [String: String]

    init(
        _ settings: StackSettings, _ configuration: Settings.Configuration, _ assembly: StackAssembly,
        _ directory: String, _ environment: [String: String]
    ) {
        self.settings = settings
        self.configuration = configuration
        self.assembly = assembly
        self.directory = directory
        self.environment = environment
    }

    func run(adding arguments: PlanArguments) async throws(ImpactFault) -> ImpactRun {
        let terraform = await assembly.terraform()
        let before = await believed()
        let state: State
        do throws(TerraformFault) {
            state = try await terraform.pullState()
        } catch {
            // A plan over no state creates everything, and with some backends makes the workspace.
            guard error.code == .noState, let before, !before.addresses.isEmpty else {
                throw ImpactFault(error.description)
            }
            return ImpactRun(
                stack: settings.name, impact: Impact(lost: before),
                notes: [error.compared(with: before, stack: settings.name).description])
        }
        let doubt = doubt(state, before)
        let backup = try await StateBackup.make(
            of: state, stack: settings.name, ledger: configuration.ledger,
            unless: doubt.map { "it is not believed: \($0)" }, in: directory)
        do throws(TerraformFault) {
            let summary = try await terraform.planForPerson(
                from: state.identity, to: KeptPlan.file(in: directory), adding: arguments)
            let impact = try await impact(summary, state, before, terraform)
            return result(impact, state, backup, doubt)
        } catch {
            throw ImpactFault(error.description, backup: backup)
        }
    }

    private func result(
        _ impact: Impact, _ state: State, _ backup: StateBackup, _ doubt: String?
    ) -> ImpactRun {
        var run = ImpactRun(
            stack: settings.name, impact: impact, state: state.identity, backup: backup,
            notes: doubt.map { [$0] } ?? [])
        if impact.lost == nil, !impact.rows.isEmpty || !impact.besides.isEmpty {
            run.plan = KeptPlan(in: directory, of: settings, environment)
        }
        return run
    }

    private func impact(
        _ summary: PlanSummary, _ state: State, _ before: BelievedState?, _ terraform: Terraform
    ) async throws(TerraformFault) -> Impact {
        var details: PlanDetails?
        if summary.changes.contains(where: { [.update, .replace, .delete].contains($0.action) }) {
            details = try await terraform.details(ofPlan: KeptPlan.file(in: directory))
        }
        var impact = Impact(summary, details, assembly.policy, state, before: before)
        for index in impact.rows.indices where impact.rows[index].mayHaveBackups {
            impact.rows[index].backups = await BackupSearch.backups(
                of: impact.rows[index].address, state, isThere: true, { assembly.client(of: $0) },
                assembly.region)
        }
        return impact
    }

    /// The state that the service believed last; nil if it has believed none, or its ledger cannot be read.
    private func believed() async -> BelievedState? {
        guard FileManager.default.fileExists(atPath: configuration.ledger),
            let ledger = try? await Ledger.openReading(configuration.ledger)
        else { return nil }
        let stackRecord = try? await ledger.stackRecord(of: settings.name)
        await ledger.close()
        return stackRecord?.believed
    }

    /// Why the service would not believe this state; nil if it would.
    private func doubt(_ state: State, _ before: BelievedState?) -> String? {
        do throws(TerraformFault) {
            try state.believe(after: before?.identity, seen: before?.seen, stack: settings.name)
            return nil
        } catch {
            return error.description
        }
    }
}
