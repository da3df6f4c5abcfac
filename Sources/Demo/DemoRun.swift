import AWS
import Commands
import Foundation
import HTTP

/// The complete demo on an emulated AWS: it deploys a stack, watches it, breaks it, waits for the repair and destroys the
/// stack. Each step is verified with the AWS API; the demo fails if one is not confirmed.
public struct DemoRun: Sendable {
    /// The path of the project's `config/demo`.
    public var source: String
    /// The path of this program.
    public var executable: String
    public var environment: [String: String]

    public init(source: String, executable: String, environment: [String: String]) {
        self.source = source
        self.executable = executable
        self.environment = environment
    }

    /// - Returns: the table of the steps and their durations.
    /// - Throws: `DemoFault` for the first step that failed.
    public func run(print: @escaping @Sendable (String) -> Void) async throws -> String {
        let output = DemoOutput(print: print)
        let ticking = Task {
            while !Task.isCancelled {
                try? await Task.sleep(for: .seconds(1))
                await output.tick()
            }
        }
        defer { ticking.cancel() }
        try await requireTerraform()
        guard let moto = Emulator.program(environment, in: FileManager.default.currentDirectoryPath) else {
            throw DemoFault(
                "moto_server: not found; 'make demo' installs it, or: python3 -m venv moto && moto/bin/pip install 'moto[server]', then TERRIER_MOTO=moto/bin/moto_server"
            )
        }
        let directory = try TemporaryDirectory.make("terrier-demo")
        defer { try? FileManager.default.removeItem(atPath: directory) }
        await output.wait(for: "starting moto, an emulated AWS")
        return try await HTTPClient.with { http in
            try await Emulator.with(moto, environment: environment, http: http) { emulator in
                let watcher = WatcherProcess(output: output)
                let steps = DemoSteps(
                    demo: self, directory: directory, emulator: emulator, http: http, output: output,
                    watcher: watcher)
                let result: Result<String, any Error>
                do { result = .success(try await steps.run()) } catch { result = .failure(error) }
                await watcher.stop()
                return try result.get()
            }
        }
    }

    private func requireTerraform() async throws {
        let version = Command(
            "terraform", ["version"],
            environment: AllowedEnvironment.make(from: environment, adding: ["CHECKPOINT_DISABLE": "1"]),
            deadline: .seconds(30))
        do {
            _ = try await Commands.run(version)
        } catch CommandFault.notFound {
            throw DemoFault(
                "terraform: not found; install Terraform 1.10 or newer and put it on PATH, then run this again"
            )
        }
    }
}
