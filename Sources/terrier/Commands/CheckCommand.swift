import ArgumentParser
import Decisions
import Settings
import Watchdog

struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "One look at the stacks; nothing is changed.",
        discussion: """
            Exits 0 healthy, 1 warning, 2 critical, 3 unknown: the state, the credentials, or a signal that some rule uses \
            is unknown. Critical goes before unknown before warning. A rule's 'for' counts as met when its condition holds. \
            An open breaker is a warning at least.

            Example:  terrier check liveinsight-dev --json
            """)

    @OptionGroup var config: ConfigurationOption

    @Argument(help: "Stacks; all of the configuration where none is named.", completion: .stacks)
    var stacks: [String] = []

    @Flag(help: "Print one JSON document.")
    var json = false

    @Flag(help: "Plan as well, which takes most of the time.")
    var plan = false

    func run() async throws {
        let configuration = try await config.read()
        let chosen = try ConfigurationOption.stacks(stacks, in: configuration)
        let plan = plan
        let controls = OperatorControls(configuration, at: config.absolutePath)
        let checkRuns = try await ConfigurationOption.looking { sharedServices in
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
        if json {
            try Terminal.json(
                CheckReport(
                    stacks: checkRuns.map {
                        .init(policy: $0.policy, observation: $0.observation, checkResult: $0.checkResult)
                    }))
        } else {
            Terminal.print(checkRuns.map(CheckText.text).joined(separator: "\n\n"))
        }
        throw ExitCode(Verdict.worst(checkRuns.map(\.checkResult.verdict)).exitCode)
    }
}
