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
        let people = PeopleSide(configuration, at: config.absolutePath)
        let checkups = try await ConfigurationOption.looking { surroundings in
            await withTaskGroup(of: (Int, Checkup).self) { group in
                for (index, settings) in chosen.enumerated() {
                    group.addTask {
                        (
                            index,
                            await Checkup.run(settings, in: configuration, plan: plan, people, surroundings)
                        )
                    }
                }
                var checkups: [(Int, Checkup)] = []
                for await checkup in group { checkups.append(checkup) }
                return checkups.sorted { $0.0 < $1.0 }.map(\.1)
            }
        }
        if json {
            try Terminal.json(
                CheckReport(
                    stacks: checkups.map {
                        .init(policy: $0.policy, observation: $0.observation, judgement: $0.judgement)
                    }))
        } else {
            Terminal.print(checkups.map(CheckText.text).joined(separator: "\n\n"))
        }
        throw ExitCode(Verdict.worst(checkups.map(\.judgement.verdict)).exitCode)
    }
}
