import ArgumentParser
import Policies
import Settings
import Terraform
import Watchdog

struct PolicyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy",
        abstract: "The least IAM policies of watcher and repairer.",
        discussion: """
            Made from the configuration and from what the newest state names: the watcher reads, the repairer reads and does \
            what the configuration lets repairs do. The state is the one that the service believed last, or the backend's where \
            there is none. With 'watcher' or 'repairer' one policy document is printed, else both in one JSON object.

            Standard error has warnings: resource types whose calls Terrier does not know are in neither policy. Where AWS gives \
            out new ids to what is made again, '*' stands for the id. Print the policies anew when tiers, 'allow:', 'destroy:' \
            or the stack's resources change.

            Exits 0; 78 for a configuration with faults; 1 where a stack has no state that could be read.

            Example:  terrier policy watcher > watcher.json
                      terrier policy repairer liveinsight-dev --config ./terrier.yaml
            """)

    @OptionGroup var config: ConfigurationOption

    @Argument(
        help: "watcher or repairer, then stacks; both policies, and all stacks, where none is named.",
        completion: .rolesAndStacks)
    var words: [String] = []

    func run() async throws {
        let configuration = try await config.read()
        let role = words.first.flatMap(LeastPolicies.Role.init)
        let stacks = try ConfigurationOption.stacks(
            Array(role == nil ? words[...] : words.dropFirst()), in: configuration)
        let policies = LeastPolicies(try await rights(stacks, configuration), notify: configuration.notify)
        for remark in policies.remarks(for: role.map { [$0] } ?? LeastPolicies.Role.allCases) {
            Terminal.note(remark.description)
        }
        if let role {
            try Terminal.json(policies[role])
        } else {
            try Terminal.json(["watcher": policies.watcher, "repairer": policies.repairer])
        }
    }

    /// Of every stack, or of none: a policy that lacks a stack looks like one that is whole.
    private func rights(
        _ stacks: [StackSettings], _ configuration: Settings.Configuration
    ) async throws -> [StackRights] {
        let (rights, faults) = try await ConfigurationOption.looking { sharedServices in
            var rights: [StackRights] = []
            var faults: [String] = []
            for settings in stacks {
                do {
                    let state = try await NewestState.of(settings, in: configuration, sharedServices)
                    let backend = try StateBackend.read(
                        settings.directory, workspace: settings.workspace, stack: settings.name)
                    rights.append(try StackRights(settings, state: state, backend: backend))
                } catch {
                    faults.append("\(error)")
                }
            }
            return (rights, faults)
        }
        for fault in faults { Terminal.fault(fault) }
        if !faults.isEmpty { throw ExitCode.failure }
        return rights
    }
}
