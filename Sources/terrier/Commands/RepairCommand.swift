import ArgumentParser
import Decisions
import Foundation
import Repairs
import Settings
import Watchdog

struct RepairCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "repair",
        abstract: "Run a repair by hand, with the same guardrails as the service.",
        discussion: """
            Kinds: emergency-deploy creates again the resources of a tier that are proven missing; remove-alarms destroys the \
            alarms that 'destroy:' lists and mutes the others; unmute reverts a mute; undelete brings back \
            what is scheduled for deletion and 'undelete:' lists; import takes back into the state what AWS has and the state \
            lacks, although an earlier state had it; run runs a command of 'commands:'; rollback destroys the resources of the \
            tiers after the one that --to names, beginning with the last tier, and only if 'destroy:' lists all of them; \
            placeholder-lambda gives the functions that 'placeholder:' lists the code of a placeholder, and open-cors applies \
            the variables that 'open_cors:' lists; \
            unlock releases a state lock of one of our own repairs that have ended, or the one that --id names; restore-state \
            puts a stored state back into the backend, and ends as done only if Terraform then plans nothing. With \
            --why you override the guardrails mode, window, cooldown, settle and distrust; nobody can override pause, breaker, \
            account, lock, budget, inspection and 'protect:'. Only a person can request restore-state, rollback and import. \
            rollback needs --why, and so do import, --id, --snapshot and --undo, except in a dry run, and restore-state over a \
            state that does not look lost.
            Exits with 0 if the repair is done, 4 if it was refused and nothing was changed, 1 if it failed, was not verified, \
            or restored only a part.

            Example:  terrier repair emergency-deploy liveinsight-dev --why "events table deleted by mistake"
                      terrier repair remove-alarms liveinsight-dev --address aws_cloudwatch_metric_alarm.lambda_errors --dry-run
                      terrier repair import liveinsight-dev aws_dynamodb_table.events --why "removed from the state by mistake"
                      terrier repair rollback liveinsight-dev --to service --why "the alarms are given up" --dry-run
                      terrier repair unlock liveinsight-dev --id 7f3c… --why "the runner was stopped"
                      terrier repair restore-state liveinsight-dev --dry-run
            """)

    @OptionGroup var config: ConfigurationOption

    @Argument(
        help:
            "emergency-deploy, remove-alarms, rollback, unmute, undelete, placeholder-lambda, open-cors, import, run, unlock or restore-state.",
        completion: .repairKinds)
    var kind: String

    @Argument(help: "The stack.", completion: .stacks)
    var stack: String

    @Argument(help: "The addresses, for import; all that can be imported by default. The same as --address.")
    var addresses: [String] = []

    @Option(
        help: "The tier to restore, for emergency-deploy; the first one by default.", completion: .tiers
    )
    var tier: String?

    @Option(
        help: "The tier to roll back to, for rollback: all tiers after it are destroyed.", completion: .tiers
    )
    var to: String?

    @Option(
        parsing: .singleValue,
        help:
            "The address of an alarm, for remove-alarms and unmute, or of a resource, for undelete, import, placeholder-lambda and open-cors; may be repeated."
    )
    var address: [String] = []

    @Flag(
        help: "Undo the repair, for placeholder-lambda and open-cors: plan without what it was planned with.")
    var undo = false

    @Option(help: "The id of the lock, for unlock: you say that its holder is dead.")
    var id: String?

    @Option(help: "The number of the snapshot, for restore-state; the newest believed one by default.")
    var snapshot: String?

    @Option(help: "The name of the command in 'commands:', for run.")
    var command: String?

    @Flag(help: "Do everything up to the inspection of the plan, then print what would have been applied.")
    var dryRun = false

    @Option(help: "Why you repair by hand; it is stored in the repair book.")
    var why: String?

    @Option(
        help: ArgumentHelp(
            "Send the request to the repairer at this socket. By default the packaged socket, if Terrier is installed and the configuration is in /etc/terrier; else this process runs the repair itself.",
            valueName: "path"), completion: .file())
    var socket: String?

    @Flag(help: "Print JSON lines.")
    var json = false

    func run() async throws {
        let configuration = try await config.read()
        _ = try ConfigurationOption.stacks([stack], in: configuration)
        let request = try request(configuration)
        if let path = chosenSocket { return try await ask(request, at: path) }
        // Ignored, so that a change in progress is not left half done: Terraform would continue without this process.
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

    /// The socket of the packaged units. Only their repairer may write its repair book.
    static let packagedSocket = "/run/terrier-repair.sock"

    private var chosenSocket: String? {
        if let socket { return socket }
        // If the repairer has a user of its own, a repair by root would leave files behind that this user cannot write.
        let isPackaged =
            FileManager.default.fileExists(atPath: Self.packagedSocket) || getpwnam("terrier-repair") != nil
        return isPackaged && config.absolutePath.hasPrefix("/etc/terrier/") ? Self.packagedSocket : nil
    }

    /// The repair runs in a unit of its own, and continues if this command is interrupted.
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
                "\(why); nothing was done. Run systemctl start terrier-repair.socket, and be root or in the group terrier"
            )
        case .ended(let why):
            Terminal.fault(
                "the repairer ended without reporting an outcome (\(why)): what it did is not known; see journalctl -u 'terrier-repair@*'"
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
        for text in self.addresses + address {
            do {
                addresses.append(try Address(text))
            } catch {
                throw Self.misuse("--address \(error.description)")
            }
        }
        guard kind.traits.operand == .orphans || self.addresses.isEmpty else {
            throw Self.misuse("addresses behind the stack are for import only; use --address")
        }
        if kind.traits.operand == .alarms, addresses.isEmpty {
            throw Self.misuse(
                "\(kind.rawValue) needs --address, as in --address aws_cloudwatch_metric_alarm.lambda_errors")
        }
        if undo, !kind.traits.hasUndo {
            throw Self.misuse("--undo is for \(Self.names { $0.hasUndo }) only")
        }
        let command = try chosenCommand(kind, configuration)
        let tier = try chosenTier(kind, configuration)
        let subject = undo ? "undo" : try self.subject(kind) ?? command
        guard why != nil || dryRun || !kind.traits.needsReason(subject: subject) else {
            throw Self.misuse(
                "\(kind.rawValue)\(kind.traits.reason == .always ? "" : " like this") needs --why: only a person can request it, with a reason"
            )
        }
        let why = try why.map(WhyOption.checked)
        return RepairRequest(
            stack: stack, kind: kind, tier: tier, addresses: addresses,
            subject: subject, apply: !dryRun, why: why,
            requestedBy: CurrentUser.name,
            configuration: configuration.hash,
            askedAt: MachineClock.now())
    }

    /// The tier to restore (`--tier`), or the tier to roll back to (`--to`).
    private func chosenTier(_ kind: RepairKind, _ configuration: Settings.Configuration) throws -> String? {
        guard kind.traits.operand == .tierToKeep else {
            guard to == nil else {
                throw Self.misuse(
                    "--to is for \(Self.names { $0.operand == .tierToKeep }) only; name the tier for \(kind.rawValue) with --tier"
                )
            }
            return tier
        }
        let names = (configuration.stack(stack)?.policy.tiers ?? []).map(\.name)
        let known =
            names.isEmpty
            ? "the stack has no tiers" : "the stack has the tiers \(names.joined(separator: ", "))"
        guard let to, tier == nil else {
            throw Self.misuse(
                "\(kind.rawValue) needs --to, and no --tier: --to names the last tier that is kept; \(known)")
        }
        guard names.contains(to) else { throw Self.misuse("--to '\(to)' is no tier of \(stack); \(known)") }
        guard why != nil else {
            throw Self.misuse("\(kind.rawValue) needs --why: only a person can request it, with a reason")
        }
        return to
    }

    /// The lock (`--id`), or the snapshot (`--snapshot`).
    private func subject(_ kind: RepairKind) throws -> String? {
        for (option, given, operand) in [
            ("--id", id, RepairTraits.Operand.lock), ("--snapshot", snapshot, .snapshot),
        ] where given != nil && kind.traits.operand != operand {
            throw Self.misuse("\(option) is for \(Self.names { $0.operand == operand }) only")
        }
        return id ?? snapshot
    }

    /// The name of the command to run (`--command`). A dry run also prints its arguments, which are recorded nowhere.
    private func chosenCommand(_ kind: RepairKind, _ configuration: Settings.Configuration) throws -> String?
    {
        let commands = configuration.stack(stack)?.policy.commands ?? []
        let names = commands.map(\.name).joined(separator: ", ")
        let known = commands.isEmpty ? "the stack has no 'commands:'" : "the stack has \(names)"
        guard kind.traits.operand == .command else {
            guard command == nil else {
                throw Self.misuse("--command is for \(Self.names { $0.operand == .command }) only")
            }
            return nil
        }
        guard let command else { throw Self.misuse("\(kind.rawValue) needs --command; \(known)") }
        guard let found = commands.first(where: { $0.name == command }) else {
            throw Self.misuse("--command '\(command)' is no command of \(stack); \(known)")
        }
        if dryRun, !json { Terminal.print("the command: \(ShellWords.line(found.arguments))") }
        return command
    }

    private static var kinds: String { names { _ in true } }

    /// The kinds with this trait: `placeholder-lambda or open-cors`.
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
