import Commands

extension Program {
    /// Runs a shell command in the project's directory.
    ///
    /// - Parameter path: the `PATH` for the command; nil for that of this process.
    public static func shell(_ line: String, path: String? = nil) async throws -> Program {
        var environment = AllowedEnvironment.make(from: Machine.environment, adding: [:])
        environment["PATH"] = path ?? environment["PATH"]
        let result = try await Commands.run(
            Command(
                "/bin/sh", ["-c", line], environment: environment, directory: Machine.project,
                deadline: .seconds(240)))
        guard case .exited(let code) = result.status else { throw SupportFault("\(line): \(result.status)") }
        return Program(
            code: code, output: String(decoding: result.output, as: UTF8.self),
            errorOutput: String(decoding: result.errorOutput, as: UTF8.self))
    }
}
