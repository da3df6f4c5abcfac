import ArgumentParser
import Foundation
import Ledger
import Notifications
import Settings
import Systemd
import Watchdog

struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run the service: watch the stacks of the configuration, and repair those in mode act.",
        discussion: """
            Under systemd it writes to the journal, else to standard error. On SIGHUP it reads the configuration again; on \
            SIGTERM or SIGINT it waits for running repairs, and then exits.

            Example:  terrier run --config ./terrier.yaml
            """)

    @OptionGroup var config: ConfigurationOption

    @Option(
        help: ArgumentHelp(
            "Send repair requests to this socket, for which the service manager starts the repairer, instead of starting a repairer itself.",
            valueName: "path"))
    var repairSocket: String?

    func run() async throws {
        let environment = ProcessInfo.processInfo.environment
        let configuration: Settings.Configuration
        if Journal.isStandardError(environment) {
            do {
                configuration = try await load(config.absolutePath)
            } catch {
                await EventLog.standard(environment).write(
                    .startRefused(faults: error.faults.map(\.description)))
                throw ExitCode.configuration
            }
        } else {
            configuration = try await config.read()
        }
        let sharedServices = try ConfigurationOption.sharedServices()
        let service = WatchdogService(
            configurationPath: config.absolutePath, executable: Self.executable,
            repairSocket: repairSocket, version: Terrier.version, sharedServices: sharedServices,
            events: EventLog.standard(sharedServices.environment))
        do {
            try await service.run(configuration)
        } catch is MissingCredentials {
            await sharedServices.close()
            throw ExitCode.configuration
        } catch is LedgerFault {
            await sharedServices.close()
            throw ExitCode.failure
        }
        await sharedServices.close()
    }

    /// The path of this program, also if it was found through PATH.
    static var executable: String {
        (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
            ?? CommandLine.arguments[0]
    }
}
