import Commands
import Foundation
import Repairs

/// Runs a repair as a child process, `terrier repairer`: one request on its standard input, JSON lines on its standard output.
struct RepairerProcess: Sendable {
    let executable: String
    /// The configuration file, which the repairer reads itself.
    let configuration: String
    let environment: [String: String]

    /// `RepairDispatcher.Launch`
    func launch(
        _ request: RepairRequest, _ longest: Duration,
        _ line: @escaping @Sendable (RepairMessage) async -> Void
    ) async -> RepairDispatcher.Ending {
        do throws(CommandFault) {
            let input = (try? JSONEncoder().encode(request)).map(Array.init) ?? []
            let command = Command(
                executable, ["repairer", "--config", configuration], environment: Self.allowed(environment),
                input: input, deadline: longest, grace: .seconds(600), limit: 1 << 20)
            let result = try await run(command) { text in
                if let message = try? JSONDecoder().decode(RepairMessage.self, from: Data(text.utf8)) {
                    await line(message)
                }
            }
            switch result.status {
            case .exited(let code): return .ended("exit code \(code)")
            case .signalled(let signal): return .ended("signal \(signal)")
            }
        } catch {
            switch error {
            case .notFound, .notStarted: return .notReached(error.description)
            case .timedOut, .cancelled: return .ended(error.description)
            }
        }
    }

    /// The repairer finds its credentials as the watcher does: through the same variables and files.
    private static func allowed(_ environment: [String: String]) -> [String: String] {
        let own = environment.filter { name, _ in
            name.hasPrefix("AWS_") || ["CREDENTIALS_DIRECTORY", "RUNTIME_DIRECTORY"].contains(name)
        }
        return AllowedEnvironment.make(from: environment, adding: own)
    }
}
