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
        abstract: "The service: watch the stacks of the configuration, and repair in mode act.",
        discussion: """
            Under systemd it writes to the journal, else to standard error. SIGHUP reads the configuration again; SIGTERM \
            and SIGINT stop it once repairs under way have ended.

            Example:  terrier run --config ./terrier.yaml
            """)

    @OptionGroup var config: ConfigurationOption

    @Option(
        help: ArgumentHelp(
            "Ask for repairs at this socket, whose other end the service manager starts, instead of starting a repairer.",
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

    /// This very program, also when it was found through PATH.
    static var executable: String {
        (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
            ?? CommandLine.arguments[0]
    }
}
