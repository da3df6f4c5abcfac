import ArgumentParser
import Foundation
import Notifications
import Settings
import Watchdog

/// The option `--config`, which every command has except `demo`.
struct ConfigurationOption: ParsableArguments {
    static let packaged = "/etc/terrier/terrier.yaml"

    @Option(
        name: .customLong("config"), help: "The configuration file.", completion: .file(extensions: ["yaml"]))
    var path = Self.packaged

    /// Reads the configuration. If it has faults, prints each of them to standard error and throws exit code 78.
    func read() async throws -> Settings.Configuration {
        do {
            return try await load(absolutePath)
        } catch {
            for fault in error.faults { Terminal.fault(fault.description) }
            throw ExitCode.configuration
        }
    }

    /// The absolute path: a child process may have another working directory.
    var absolutePath: String { Self.absolute(path) }

    static func absolute(_ path: String) -> String {
        path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
    }

    /// The stacks with these names, in the order of the configuration; all stacks if `names` is empty.
    ///
    /// - Throws: exit code 78 if the configuration has no stack of one of these names.
    static func stacks(_ names: [String], in configuration: Settings.Configuration) throws -> [StackSettings]
    {
        for name in names where configuration.stack(name) == nil {
            let known = configuration.stacks.map(\.name).joined(separator: ", ")
            Terminal.fault("the configuration has no stack '\(name)'; it has \(known)")
            throw ExitCode.configuration
        }
        return configuration.stacks.filter { names.isEmpty || names.contains($0.name) }
    }

    /// The services that the commands share.
    ///
    /// - Throws: exit code 1, after one line on standard error, if no private temporary directory can be made.
    static func sharedServices() throws -> SharedServices {
        guard let sharedServices = SharedServices(environment: ProcessInfo.processInfo.environment) else {
            Terminal.fault(
                "cannot make a private directory for temporary files; set TMPDIR to a writable directory"
            )
            throw ExitCode.failure
        }
        return sharedServices
    }

    /// Runs work that only reads, and closes the shared services afterwards, also if a signal interrupts it: the credentials
    /// files written for Terraform, and Terraform itself, do not outlive the command.
    static func withSharedServices<Value: Sendable>(
        _ observe: @escaping @Sendable (SharedServices) async throws -> Value
    ) async throws -> Value {
        try await interruptible {
            let sharedServices = try sharedServices()
            let result: Result<Value, any Error>
            do { result = .success(try await observe(sharedServices)) } catch { result = .failure(error) }
            await sharedServices.close()
            return try result.get()
        }
    }
}
