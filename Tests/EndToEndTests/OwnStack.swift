import Demo
import Foundation
import HTTP
import TestSupport

/// A root module of a test's own, deployed with the real Terraform to its own emulated AWS.
struct OwnStack {
    var stack: SampleStack
    var emulator: Emulator
    var http: HTTPClient
    /// The path of the configuration for Terrier.
    var configuration: String
    /// The path of the repair book.
    var book: String

    /// Deploys, and runs a closure with the stack, which is removed afterwards.
    ///
    /// - Parameters:
    ///   - code: the resources, and a variable `region`. The provider is that of the sample stack, and `placeholder.zip` is a
    ///     function.
    ///   - configuration: with the marks of the sample stack's (`@STATE@`).
    ///   - prepare: called before the first command, for example to create the bucket of the backend.
    static func with(
        _ code: String, _ configuration: String,
        prepare: (EmulatorChanges) async throws -> Void = { _ in },
        _ body: (OwnStack) async throws -> Void
    ) async throws {
        try await Machine.withDirectory { directory in
            try await Machine.withEmulator { emulator, http in
                let source = directory + "/source"
                try FileManager.default.createDirectory(
                    atPath: source + "/lambda", withIntermediateDirectories: true)
                let demo = Machine.project + "/config/demo"
                for file in ["versions.tf", "lambda/index.py"] {
                    try FileManager.default.copyItem(atPath: "\(demo)/\(file)", toPath: "\(source)/\(file)")
                }
                try code.write(toFile: source + "/main.tf", atomically: true, encoding: .utf8)
                let stack = try await SampleStack(
                    copying: source, to: directory + "/stack", endpoint: emulator.endpoint,
                    environment: Machine.environment)
                try await prepare(EmulatorChanges(endpoint: emulator.endpoint, http: http))
                try await stack.initialise()
                try await stack.deploy()
                var text = configuration
                for (mark, value) in [
                    ("@STATE@", directory + "/var"), ("@DIRECTORY@", stack.directory),
                    ("@ENDPOINT@", emulator.endpoint), ("@CLI_CONFIG@", stack.cliConfiguration),
                ] { text = text.replacing(mark, with: value) }
                let path = directory + "/terrier.yaml"
                try text.write(toFile: path, atomically: true, encoding: .utf8)
                try await body(
                    OwnStack(
                        stack: stack, emulator: emulator, http: http, configuration: path,
                        book: directory + "/var/repairs.sqlite"))
            }
        }
    }
}
