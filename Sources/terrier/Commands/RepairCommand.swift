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
            'destroy:' lists and mutes the others; unmute undoes a mute; rollback destroys what stands in the tiers after \
            the one that --to names, from the last one up, where 'destroy:' lists all of it. With --why the guardrails mode, \
            window, cooldown, settle and distrust yield to you; pause, breaker, account, lock, budget, inspection and \
            'protect:' yield to nobody. A rollback is a person's to ask for, and needs it.
            Exits 0 done, 4 refused with nothing changed, 1 failed or not verified.

            Example:  terrier repair emergency-deploy liveinsight-dev --why "events table deleted by mistake"
                      terrier repair remove-alarms liveinsight-dev --address aws_cloudwatch_metric_alarm.lambda_errors --dry-run
                      terrier repair rollback liveinsight-dev --to service --why "the alarms are given up" --dry-run
            """)

    @OptionGroup var config: ConfigurationOption

    @Argument(help: "emergency-deploy, remove-alarms, rollback or unmute.", completion: .repairKinds)
    var kind: String

    @Argument(help: "The stack.", completion: .stacks)
    var stack: String

    @Option(
        help: "The tier to restore, for emergency-deploy; the first one if none is named.", completion: .tiers
    )
    var tier: String?

    @Option(
        help: "The tier to roll back to, for rollback: what stands after it is destroyed.", completion: .tiers
    )
    var to: String?

    @Option(parsing: .singleValue, help: "An alarm's address, for remove-alarms and unmute; may be repeated.")
    var address: [String] = []

    @Flag(help: "Everything up to the inspected plan, then say what would have been applied.")
    var dryRun = false

    @Option(help: "Why you repair by hand; goes into the book.")
    var why: String?

    @Option(
        help: ArgumentHelp(
            "Ask the repairer at this socket. Where it is left out: the packaged one, if Terrier is installed and the configuration stands in /etc/terrier; else this very process repairs.",
            valueName: "path"), completion: .file())
    var socket: String?

    @Flag(help: "Print JSON lines.")
    var json = false

    func run() async throws {
        let configuration = try await config.read()
        _ = try ConfigurationOption.stacks([stack], in: configuration)
        let request = try request(configuration)
        if let path = chosenSocket { return try await ask(request, at: path) }
        // A change under way is not left half done: Terraform would go on alone.
        for number in [SIGTERM, SIGINT, SIGHUP] { signal(number) { _ in } }
        let sharedServices = try ConfigurationOption.sharedServices()
        let json = json
        let last = await RepairerAssembly(configuration, at: config.absolutePath, sharedServices).perform(
            request
        ) {
            line in Self.print(line, json: json)
        }
        await sharedServices.close()
        throw last.exitCode
    }

    private static func print(_ line: RepairMessage, json: Bool) {
        if json { return printJSON(line) }
        Terminal.print("\(line.outcome?.rawValue ?? line.step.rawValue): \(line.message)")
    }

    /// The repairer of the packaged units, which alone may write its book.
    static let packagedSocket = "/run/terrier-repair.sock"

    private var chosenSocket: String? {
        if let socket { return socket }
        // Where the repairer has a user of its own, a repair by root would leave files behind that it cannot write.
        let isPackaged =
            FileManager.default.fileExists(atPath: Self.packagedSocket) || getpwnam("terrier-repair") != nil
        return isPackaged && config.absolutePath.hasPrefix("/etc/terrier/") ? Self.packagedSocket : nil
    }

    /// The repair is a unit of its own: it goes on where this command is interrupted.
    private func ask(_ request: RepairRequest, at path: String) async throws {
        let (json, last) = (json, LastLine())
        let ending = await RepairSocket(path, configuration: config.absolutePath).launch(
            request, .seconds(86_400)
        ) { line in
            Self.print(line, json: json)
            await last.take(line)
        }
        if let line = await last.line, line.outcome != nil { throw line.exitCode }
        switch ending {
        case .notReached(let why):
            Terminal.fault(
                "\(why); systemctl start terrier-repair.socket, and ask as root or in the group terrier; nothing was done"
            )
        case .ended(let why):
            Terminal.fault(
                "the repairer ended without a word (\(why)): what it did is not known; see journalctl -u 'terrier-repair@*'"
            )
        }
        throw ExitCode.failure
    }

    private func request(_ configuration: Settings.Configuration) throws -> RepairRequest {
        guard let kind = RepairKind(rawValue: kind) else {
            throw Self.misuse(
                "there is no repair '\(kind)'; write \(Self.kinds)")
        }
        var addresses: [Address] = []
        for text in address {
            do {
                addresses.append(try Address(text))
            } catch {
                throw Self.misuse("--address \(error.description)")
            }
        }
        if kind.traits.operand == .alarms, addresses.isEmpty {
            throw Self.misuse(
                "\(kind.rawValue) needs --address, as in --address aws_cloudwatch_metric_alarm.lambda_errors")
        }
        let why = try why.map(WhyOption.checked)
        return RepairRequest(
            stack: stack, kind: kind, tier: try chosenTier(kind, configuration), addresses: addresses,
            apply: !dryRun, why: why, requestedBy: CurrentUser.name, configuration: configuration.hash,
            askedAt: MachineClock.now())
    }

    /// The tier to restore or to roll back to, each by the option of its own.
    private func chosenTier(_ kind: RepairKind, _ configuration: Settings.Configuration) throws -> String? {
        guard kind.traits.operand == .tierToKeep else {
            guard to == nil else {
                throw Self.misuse(
                    "--to is for \(Self.names { $0.operand == .tierToKeep }); the tier that \(kind.rawValue) is about goes with --tier"
                )
            }
            return tier
        }
        let names = (configuration.stack(stack)?.policy.tiers ?? []).map(\.name)
        let known = names.isEmpty ? "the stack has none" : "the stack has \(names.joined(separator: ", "))"
        guard let to, tier == nil else {
            throw Self.misuse(
                "\(kind.rawValue) needs --to, and no --tier: the tier that is kept, with those before it; \(known)"
            )
        }
        guard names.contains(to) else { throw Self.misuse("--to '\(to)' is no tier of \(stack); \(known)") }
        guard why != nil else {
            throw Self.misuse("\(kind.rawValue) needs --why: it is a person's to ask for, who says why")
        }
        return to
    }

    private static var kinds: String { names { _ in true } }

    /// `emergency-deploy, remove-alarms, rollback or unmute`
    private static func names(where holds: (RepairTraits) -> Bool) -> String {
        let names = RepairKind.allCases.filter { holds($0.traits) }.map(\.rawValue)
        let last = names.last ?? ""
        return names.count < 2 ? last : names.dropLast().joined(separator: ", ") + " or " + last
    }

    private static func misuse(_ text: String) -> ExitCode {
        Terminal.fault(text)
        return .usage
    }

    private static func printJSON(_ line: RepairMessage) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        if let data = try? encoder.encode(line) { Terminal.print(String(decoding: data, as: UTF8.self)) }
    }
}

private actor LastLine {
    private(set) var line: RepairMessage?

    func take(_ line: RepairMessage) { self.line = line }
}
