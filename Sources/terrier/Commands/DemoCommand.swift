import ArgumentParser
import Demo
import Foundation

struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Show Terrier's work from start to end on an emulated AWS.",
        discussion: """
            Deploys a sample stack to moto, starts the service on it, deletes a table with the AWS API, makes an alarm flap, \
            and shows what Terrier does about it. Needs Terraform and moto; 'make demo' installs moto. Exits with 0 only if \
            every step was verified with the AWS API.

            Example:  terrier demo
            """)

    @Option(help: "The sample stack's directory.", completion: .directory)
    var source: String?

    func run() async throws {
        let candidates = [
            source, "config/demo", RunCommand.executable + "/../../share/terrier/demo",
            "/usr/share/terrier/demo",
        ]
        guard
            let found = candidates.compactMap({ $0 }).first(where: {
                FileManager.default.fileExists(atPath: $0 + "/main.tf")
            })
        else {
            Terminal.fault(
                "the sample stack was not found; name its directory with --source, as in --source config/demo"
            )
            throw ExitCode.failure
        }
        let path = URL(fileURLWithPath: found).standardizedFileURL.path
        do {
            let table = try await DemoRun(
                source: path, executable: RunCommand.executable,
                environment: ProcessInfo.processInfo.environment
            ).run { Terminal.print($0) }
            Terminal.print("\nWhat happened, and how long it took; each row was verified:\n\n\(table)\n")
        } catch {
            Terminal.fault("the demo failed: \(error)")
            throw ExitCode.failure
        }
    }
}
