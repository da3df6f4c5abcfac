import ArgumentParser
import Policies
import Settings
import Terraform
import Watchdog

struct PolicyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy",
        abstract: "Print the least IAM policies for watcher and repairer.",
        discussion: """
            The policies come from the configuration and from the resources in the newest state: the watcher may read; the \
            repairer may read, and make the changes that the configuration allows to repairs. The state is the service's newest \
            believed state, or the backend's state if there is none. With 'watcher' or 'repairer' the command prints that policy \
            document, else both in one JSON object.

            Warnings go to standard error: neither policy covers a resource type whose API calls Terrier does not know, for \
            other types both policies have only Terrier's own read, and no right can name a resource whose name a policy cannot \
            contain. Rights in several regions have statements by region. If a stack has resources in other accounts, a note \
            names them: identities there need the policies that '--account' prints. Where AWS gives a new id to a resource that is created \
            again, the policy has '*' in place of the id. Print the policies again when tiers, 'allow:', 'destroy:' or the \
            stack's resources change.

            Exits with 0; 78 if the configuration has faults; 1 if the state of a stack cannot be read.

            Example:  terrier policy watcher > watcher.json
                      terrier policy repairer liveinsight-dev --config ./terrier.yaml
            """)

    @OptionGroup var config: ConfigurationOption

    @Argument(
        help: "watcher or repairer, then stacks; by default both policies and all stacks.",
        completion: .rolesAndStacks)
    var words: [String] = []

    @Option(help: "Only the rights in this account.")
    var account: String?

    func run() async throws {
        let configuration = try await config.read()
        let role = words.first.flatMap(LeastPolicies.Role.init)
        let stacks = try ConfigurationOption.stacks(
            Array(role == nil ? words[...] : words.dropFirst()), in: configuration)
        let policies = LeastPolicies(
            try await rights(stacks, configuration), notify: configuration.notify,
            archive: ArchiveRights(
                configuration.archive, region: configuration.stacks.compactMap(\.region).first),
            account: account)
        for remark in policies.remarks(for: role.map { [$0] } ?? LeastPolicies.Role.allCases) {
            Terminal.note(remark.description)
        }
        if let role {
            try Terminal.json(policies[role])
        } else {
            try Terminal.json(["watcher": policies.watcher, "repairer": policies.repairer])
        }
    }

    /// The rights for every stack.
    ///
    /// - Throws: exit code 1 if one stack fails: a policy that lacks a stack looks like a complete one.
    private func rights(
        _ stacks: [StackSettings], _ configuration: Settings.Configuration
    ) async throws -> [StackRights] {
        let (rights, faults) = try await ConfigurationOption.withSharedServices { sharedServices in
            var rights: [StackRights] = []
            var faults: [String] = []
            for settings in stacks {
                do {
                    let state = try await NewestState.of(settings, in: configuration, sharedServices)
                    let backend = try StateBackend.read(
                        TerraformStack(
                            name: settings.name, directory: settings.directory,
                            workspace: settings.workspace, environment: settings.environment))
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
