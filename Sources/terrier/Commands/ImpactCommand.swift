import ArgumentParser
import Decisions
import Repairs
import Settings
import Terraform
import Watchdog

struct ImpactCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "impact",
        abstract:
            "Back the state up, plan, and say what an apply would do to each resource; nothing is applied.",
        usage: "terrier impact [--config <config>] <stack> [--json] [-- <arguments of terraform plan>]",
        discussion: """
            What loses data comes first. The plan is kept in a file that only you may read, and the command that applies \
            exactly this file is printed. The plan takes no lock; the apply does, and refuses the file once the state has \
            changed. After '--' you may write -target, -replace, -var, -var-file, -destroy and -refresh=false, as for \
            'terraform plan'; a relative path is looked up in the directory of the stack.
            Exits with 0 if nothing is deleted or replaced, 1 if changes need attention, 2 if data would be lost, if that is \
            not known or if the state looks lost, 3 if nothing could be planned.

            Example:  terrier impact liveinsight-dev -- -var-file=dev.tfvars
            """)

    @OptionGroup var config: ConfigurationOption

    @Argument(help: "The stack.", completion: .stacks)
    var stack: String

    @Flag(help: "Print one JSON document.")
    var json = false

    @Argument(
        parsing: .postTerminator,
        help: ArgumentHelp("Arguments of terraform plan.", valueName: "arguments of terraform plan"))
    var arguments: [String] = []

    func run() async throws {
        let added: PlanArguments
        do throws(PlanArgumentFault) {
            added = try PlanArguments(parsing: arguments)
        } catch {
            Terminal.fault(error.description)
            throw ExitCode.usage
        }
        let configuration = try await config.read()
        let chosen = try ConfigurationOption.stacks([stack], in: configuration)
        guard let settings = chosen.first else { throw ExitCode.configuration }
        let result = try await ConfigurationOption.withSharedServices { sharedServices in
            let result: Result<ImpactRun, ImpactFault>
            do throws(ImpactFault) {
                result = .success(
                    try await ImpactRun.run(settings, in: configuration, adding: added, sharedServices))
            } catch {
                result = .failure(error)
            }
            return result
        }
        switch result {
        case .success(let run):
            if json { try Terminal.json(ImpactReport(run)) } else { ImpactText(run).print() }
            throw ExitCode(run.impact.verdict.exitCode)
        case .failure(let fault):
            if json { try Terminal.json(ImpactReport(fault, stack: stack)) }
            Terminal.fault(fault.reason)
            if !json, let backup = fault.backup { Terminal.note(ImpactText.words(backup, nil)) }
            throw ExitCode(Self.unknown)
        }
    }

    /// Nothing could be planned, so that nothing is known, as in 'terrier check'.
    private static let unknown: Int32 = 3
}

extension Impact.Verdict {
    /// As in 'terrier check': 0 healthy, 1 warning, 2 critical.
    fileprivate var exitCode: Int32 {
        switch self {
        case .safe: return 0
        case .attention: return 1
        case .unknownData, .dataLoss: return 2
        }
    }
}
