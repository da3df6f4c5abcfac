import ArgumentParser
import Decisions
import Settings
import Watchdog

struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check the stacks once; nothing is changed.",
        discussion: """
            Exits with 0 for healthy, 1 for warning, 2 for critical, 3 for unknown: the state, the credentials, or a signal \
            that a rule uses is unknown. With several stacks or findings, critical takes precedence over unknown, and unknown \
            over warning. A rule trips as soon as its condition is true; 'for' is ignored. An open breaker is at least a warning.

            Example:  terrier check liveinsight-dev --json
            """)

    @OptionGroup var config: ConfigurationOption

    @Argument(help: "The stacks to check; all stacks of the configuration by default.", completion: .stacks)
    var stacks: [String] = []

    @Flag(help: "Print one JSON document.")
    var json = false

    @Flag(help: "Also run terraform plan, which takes most of the time.")
    var plan = false

    func run() async throws {
        let configuration = try await config.read()
        let chosen = try ConfigurationOption.stacks(stacks, in: configuration)
        let plan = plan
        let controls = OperatorControls(configuration, at: config.absolutePath)
        let checkRuns = try await ConfigurationOption.withSharedServices { sharedServices in
            await withTaskGroup(of: (Int, CheckRun).self) { group in
                for (index, settings) in chosen.enumerated() {
                    group.addTask {
                        (
                            index,
                            await CheckRun.run(
                                settings, in: configuration, plan: plan, controls, sharedServices)
                        )
                    }
                }
                var checkRuns: [(Int, CheckRun)] = []
                for await checkRun in group { checkRuns.append(checkRun) }
                return checkRuns.sorted { $0.0 < $1.0 }.map(\.1)
            }
        }
        for remark in checkRuns.flatMap(\.remarks) { Terminal.note("warning: \(remark)") }
        if json {
            try Terminal.json(
                CheckReport(
                    stacks: checkRuns.map { checkRun in
                        .init(
                            policy: checkRun.policy, observation: checkRun.observation,
                            checkResult: checkRun.checkResult,
                            orphans: checkRun.orphans.map { OrphanReport($0, checkRun.terraform) })
                    }))
        } else {
            Terminal.print(checkRuns.map(CheckText.text).joined(separator: "\n\n"))
        }
        throw ExitCode(Verdict.worst(checkRuns.map(\.checkResult.verdict)).exitCode)
    }
}
