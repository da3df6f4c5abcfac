import ArgumentParser
import Ledger
import Watchdog

extension IncidentsCommand {
    struct Close: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Close an open incident, with a reason.",
            discussion: """
                The service closes it in its next cycle. Its rule stays tripped while the condition is true, and opens no \
                other incident until it has cleared by itself.

                Example:  terrier incidents close liveinsight-dev-3 --why "the table was given up"
                """)

        @OptionGroup var config: ConfigurationOption
        @Argument(help: "The incident's id.", completion: .openIncidents)
        var id: String
        @OptionGroup var why: WhyOption
        @Flag(help: "Print one JSON document.")
        var json = false

        func run() async throws {
            let configuration = try await config.read()
            let why = try why.given()
            let controls = OperatorControls(configuration, at: config.absolutePath)
            let already = try await SwitchChange.asking {
                try await controls.set(.close, incident: id, by: CurrentUser.name, why: why)
            }
            let holds = already ?? "\(CurrentUser.name): \(why)"
            if json { return try Terminal.json(["incident": id, "closed": holds]) }
            Terminal.print(
                already == nil
                    ? "incident \(id) will be closed in the next cycle (\(holds))"
                    : "incident \(id) is already being closed (\(holds))")
        }
    }
}
