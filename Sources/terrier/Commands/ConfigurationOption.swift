import ArgumentParser
import Foundation
import Notifications
import Settings
import Watchdog

/// `--config`, which every command has.
struct ConfigurationOption: ParsableArguments {
    static let packaged = "/etc/terrier/terrier.yaml"

    @Option(
        name: .customLong("config"), help: "The configuration file.", completion: .file(extensions: ["yaml"]))
    var path = Self.packaged

    /// The configuration without faults, or every fault on standard error and exit code 78.
    func read() async throws -> Settings.Configuration {
        do {
            return try await load(absolutePath)
        } catch {
            for fault in error.faults { Terminal.fault(fault.description) }
            throw ExitCode.configuration
        }
    }

    /// A child process may have another directory.
    var absolutePath: String { Self.absolute(path) }

    static func absolute(_ path: String) -> String {
        path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
    }

    /// The stacks of these names, in the order of the configuration; all of them where no name is given.
    static func stacks(_ names: [String], in configuration: Settings.Configuration) throws -> [StackSettings]
    {
        for name in names where configuration.stack(name) == nil {
            let known = configuration.stacks.map(\.name).joined(separator: ", ")
            Terminal.fault("the configuration has no stack '\(name)'; it has \(known)")
            throw ExitCode.configuration
        }
        return configuration.stacks.filter { names.isEmpty || names.contains($0.name) }
    }

    /// What the commands share, or one clear line.
    static func sharedServices() throws -> SharedServices {
        guard let sharedServices = SharedServices(environment: ProcessInfo.processInfo.environment) else {
            Terminal.fault(
                "no private directory can be made in the directory for temporary files; set TMPDIR to a writable one"
            )
            throw ExitCode.failure
        }
        return sharedServices
    }

    /// Does what only looks, with surroundings that are closed afterwards, also where a signal cuts it short: the keys that
    /// Terraform was given, and Terraform itself, do not outlive the command.
    static func looking<Value: Sendable>(
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
