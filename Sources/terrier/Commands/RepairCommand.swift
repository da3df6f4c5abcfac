import ArgumentParser
import Decisions
import Foundation
import Repairs
import Settings
import Watchdog

struct RepairCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "repair",
        abstract: "The same repair by hand, through the same guardrails.",
        discussion: """
            Kinds: emergency-deploy creates again what is proven missing of a tier; remove-alarms destroys the alarms that \
            'destroy:' lists and mutes the others; unmute undoes a mute. With --why the guardrails mode, cooldown, settle \
            and distrust yield to you; account, lock, budget, inspection and 'protect:' yield to nobody.
            Exits 0 done, 4 refused with nothing changed, 1 failed or not verified.

            Example:  terrier repair emergency-deploy liveinsight-dev --why "events table deleted by mistake"
                      terrier repair remove-alarms liveinsight-dev --address aws_cloudwatch_metric_alarm.lambda_errors --dry-run
            """)

    @OptionGroup var config: ConfigurationOption

    @Argument(help: "emergency-deploy, remove-alarms or unmute.")
    var kind: String

    @Argument(help: "The stack.")
    var stack: String

    @Option(help: "The tier to restore; the first one if none is named.")
    var tier: String?

    @Option(parsing: .singleValue, help: "An alarm's address, for remove-alarms and unmute; may be repeated.")
    var address: [String] = []

    @Flag(help: "Everything up to the inspected plan, then say what would have been applied.")
    var dryRun = false

    @Option(help: "Why you repair by hand; goes into the book.")
    var why: String?

    @Flag(help: "Print JSON lines.")
    var json = false

    func run() async throws {
        let configuration = try await config.read()
        _ = try ConfigurationOption.stacks([stack], in: configuration)
        let request = try request(configuration)
        // A change under way is not left half done: Terraform would go on alone.
        for number in [SIGTERM, SIGINT, SIGHUP] { signal(number) { _ in } }
        let surroundings = try ConfigurationOption.surroundings()
        let json = json
        let last = await RepairerSide(configuration, at: config.absolutePath, surroundings).perform(request) {
            line in
            if json {
                Self.printJSON(line)
            } else {
                Terminal.print("\(line.outcome?.rawValue ?? line.step.rawValue): \(line.message)")
            }
        }
        await surroundings.close()
        throw last.exitCode
    }

    private func request(_ configuration: Settings.Configuration) throws -> RepairRequest {
        guard let kind = RepairKind(rawValue: kind) else {
            Terminal.fault("there is no repair '\(kind)'; write emergency-deploy, remove-alarms or unmute")
            throw ExitCode(64)
        }
        var addresses: [Address] = []
        for text in address {
            do {
                addresses.append(try Address(text))
            } catch {
                Terminal.fault("--address \(error.description)")
                throw ExitCode(64)
            }
        }
        if kind != .emergencyDeploy, addresses.isEmpty {
            Terminal.fault(
                "\(kind.rawValue) needs --address, as in --address aws_cloudwatch_metric_alarm.lambda_errors")
            throw ExitCode(64)
        }
        if let why, why.trimmingCharacters(in: .whitespaces).isEmpty {
            Terminal.fault("--why is empty; say why in a few words, they go into the book")
            throw ExitCode(64)
        }
        return RepairRequest(
            stack: stack, kind: kind, tier: tier, addresses: addresses, apply: !dryRun, why: why,
            requestedBy: NSUserName(), configuration: configuration.hash)
    }

    private static func printJSON(_ line: RepairLine) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        if let data = try? encoder.encode(line) { Terminal.print(String(decoding: data, as: UTF8.self)) }
    }
}
