import Commands
import Foundation

/// Boots a real systemd and journald in a temporary view of this machine; all changes made in it are discarded.
public enum SystemdLab {
    /// Boots the system, runs a shell script in it, and shuts it down.
    ///
    /// - Parameters:
    ///   - copies: files and directories of this machine, and the paths to which they are copied before the boot.
    ///   - binds: directories of this machine, and the paths where they are mounted writable.
    ///   - limit: seconds for the script.
    /// - Returns: the script's exit code and output; 124 if it took too long, 125 if the system did not start.
    public static func run(
        _ script: String, copies: [(from: String, to: String)] = [], binds: [(from: String, to: String)] = [],
        limit: Int = 300
    ) async throws -> Program {
        var arguments = copies.flatMap { ["--copy", "\($0.from):\($0.to)"] }
        arguments += binds.flatMap { ["--bind", "\($0.from):\($0.to)"] }
        arguments += ["--timeout", "\(limit)", "--", "bash", "-euo", "pipefail", "-c", script]
        let result = try await Commands.run(
            Command(
                Machine.project + "/.ci/boot-systemd", arguments,
                environment: AllowedEnvironment.make(from: Machine.environment, adding: [:]),
                deadline: .seconds(limit + 90), grace: .seconds(10)))
        guard case .exited(let code) = result.status else {
            throw SupportFault("the systemd under test was killed: \(result.status)")
        }
        return Program(
            code: code, output: String(decoding: result.output, as: UTF8.self),
            errorOutput: String(decoding: result.errorOutput, as: UTF8.self))
    }
}
