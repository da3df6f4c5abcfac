import ArgumentParser
import Foundation
import Ledger
import Notifications
import Settings

struct ValidateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate",
        abstract: "Every fault of a configuration, with its line and column.",
        discussion: """
            Where the service has believed a state, the tiers are held against the newest: patterns that match nothing, \
            addresses in two tiers, and what hangs together with a tier and stands in none are warnings.

            Exits 0, or 78 where there is a fault; warnings change nothing.

            Example:  terrier validate --config ./terrier.yaml
            """)

    @OptionGroup var config: ConfigurationOption

    @Flag(help: "Print one JSON document.")
    var json = false

    struct Report: Encodable {
        var faults: [SettingsFault]
        var warnings: [TierWarning]
    }

    func run() async throws {
        if json { return try await report() }
        let configuration = try await config.read()
        for warning in await warnings(configuration) { Terminal.note(warning.text) }
        let stacks = configuration.stacks.count
        Terminal.print("\(config.path): no faults, \(stacks) stack\(stacks == 1 ? "" : "s")")
        for stack in configuration.stacks where stack.binary.hasSuffix("tofu") {
            Terminal.note("note: \(stack.name) uses OpenTofu, with which Terrier is untested")
        }
    }

    private func report() async throws {
        do {
            let configuration = try await load(config.absolutePath)
            try Terminal.json(Report(faults: [], warnings: await warnings(configuration)))
        } catch let faults as SettingsFaults {
            try Terminal.json(
                Report(faults: faults.faults, warnings: []))
            throw ExitCode.configuration
        }
    }

    /// Of the tiers, where there is a ledger. One that cannot be read is said in a line: the file has no faults for it.
    private func warnings(_ configuration: Settings.Configuration) async -> [TierWarning] {
        guard FileManager.default.fileExists(atPath: configuration.ledger) else { return [] }
        do {
            let ledger = try await Ledger.openReading(configuration.ledger)
            var warnings: [TierWarning] = []
            for stack in configuration.stacks {
                guard let believed = try await BelievedTiers.read(stack, ledger) else { continue }
                warnings += TierWarning.all(stack, believed, file: config.path)
            }
            return warnings
        } catch {
            Terminal.note("note: the tiers are not held against a state: \(error)")
            return []
        }
    }
}
