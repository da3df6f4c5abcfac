import ArgumentParser
import Foundation
import Ledger
import Notifications
import Settings
import Terraform

struct ValidateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate",
        abstract: "Print every fault of a configuration, with its line and column.",
        discussion: """
            If the service has a believed state, the command compares the tiers with the newest one. It warns about patterns \
            that match nothing, addresses in two tiers, and resources in no tier that depend on a tier or that a tier depends on.

            Exits with 0, or with 78 if there is a fault; warnings do not change the exit code.

            Example:  terrier validate --config ./terrier.yaml
            """)

    @OptionGroup var config: ConfigurationOption

    @Flag(help: "Print one JSON document.")
    var json = false

    struct Report: Encodable {
        var faults: [SettingsFault]
        var warnings: [TierWarning]
        /// What is wrong with the directories of the stacks, one line each.
        var directories: [String]
        /// What the repairs of the stacks need and the code or the state does not have, one line each.
        var repairs: [String]
    }

    func run() async throws {
        if json { return try await report() }
        let configuration = try await config.read()
        for warning in await warnings(configuration) { Terminal.note(warning.text) }
        for problem in Self.directories(configuration) + (await Self.repairs(configuration)) {
            Terminal.note("warning: \(problem)")
        }
        let stacks = configuration.stacks.count
        Terminal.print("\(config.path): no faults, \(stacks) stack\(stacks == 1 ? "" : "s")")
        for stack in configuration.stacks where stack.binary.hasSuffix("tofu") {
            Terminal.note("note: \(stack.name) uses OpenTofu; Terrier is not tested with it")
        }
    }

    private func report() async throws {
        do {
            let configuration = try await load(config.absolutePath)
            try Terminal.json(
                Report(
                    faults: [], warnings: await warnings(configuration),
                    directories: Self.directories(configuration),
                    repairs: await Self.repairs(configuration)))
        } catch let faults as SettingsFaults {
            try Terminal.json(
                Report(faults: faults.faults, warnings: [], directories: [], repairs: []))
            throw ExitCode.configuration
        }
    }

    /// Directories that are no root module, or in which `terraform init` was not run.
    private static func directories(_ configuration: Settings.Configuration) -> [String] {
        configuration.stacks.compactMap { stack in
            RootModule.problem(stack.directory, dataDirectory: stack.environment["TF_DATA_DIR"]).map {
                "\(stack.name): \($0)"
            }
        }
    }

    /// Variables that the code does not declare, and addresses that the newest believed state does not have.
    private static func repairs(_ configuration: Settings.Configuration) async -> [String] {
        var problems: [String] = []
        let exists = FileManager.default.fileExists(atPath: configuration.ledger)
        let ledger = exists ? try? await Ledger.openReading(configuration.ledger) : nil
        for stack in configuration.stacks where !RepairNeeds(stack.policy).keys.isEmpty {
            let needs = RepairNeeds(stack.policy)
            problems += needs.undeclared(in: stack.directory)
            guard let body = try? await ledger?.believedBody(of: stack.name),
                let state = try? State(parsing: body, stack: stack.name)
            else { continue }
            problems += needs.absent(from: state)
        }
        return problems
    }

    /// The warnings about tiers; empty if there is no ledger. A ledger that cannot be read is reported in one line and is not a
    /// fault of the configuration.
    private func warnings(_ configuration: Settings.Configuration) async -> [TierWarning] {
        guard FileManager.default.fileExists(atPath: configuration.ledger) else { return [] }
        do {
            let ledger = try await Ledger.openReading(configuration.ledger)
            var warnings: [TierWarning] = []
            for stack in configuration.stacks {
                do {
                    guard let believed = try await BelievedTiers.read(stack, ledger) else { continue }
                    warnings += TierWarning.all(
                        stack, believed, file: config.path, planEvery: configuration.planEvery)
                } catch let fault as LedgerFault where fault.code == .damaged {
                    Terminal.note("note: the tiers of \(stack.name) are not compared with a state: \(fault)")
                }
            }
            return warnings
        } catch {
            Terminal.note("note: the tiers are not compared with a state: \(error)")
            return []
        }
    }
}
