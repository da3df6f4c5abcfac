import ArgumentParser
import Ledger
import Watchdog

struct AckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ack",
        abstract:
            "Acknowledge an open incident: it is not escalated further, and nothing is repaired for it.",
        discussion: """
            Terrier keeps watching, and the incident closes when its rule clears. The service applies this in its next \
            cycle. A repair for the incident that has not started to apply stops.

            Example:  terrier ack liveinsight-dev-3 --why "I am on it, the vendor is called"
            """)

    @OptionGroup var config: ConfigurationOption

    @Argument(
        help: "The incident's id, as 'terrier incidents list' shows it.", completion: .openIncidents
    )
    var incident: String

    @OptionGroup var why: WhyOption

    @Flag(help: "Print one JSON document.")
    var json = false

    func run() async throws {
        let configuration = try await config.read()
        let why = try why.given()
        let controls = OperatorControls(configuration, at: config.absolutePath)
        let already = try await SwitchChange.asking {
            try await controls.set(.acknowledge, incident: incident, by: CurrentUser.name, why: why)
        }
        let holds = already ?? "\(CurrentUser.name): \(why)"
        if json { return try Terminal.json(["incident": incident, "acknowledged": holds]) }
        Terminal.print(
            already == nil
                ? "incident \(incident) is acknowledged (\(holds)): it is not escalated further, nothing is repaired for it"
                : "incident \(incident) is already acknowledged (\(holds))")
    }
}
