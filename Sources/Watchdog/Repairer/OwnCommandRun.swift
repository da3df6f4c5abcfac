import Commands
import Decisions
import Repairs
import Terraform

/// Runs a command of the user's own for a repair.
enum OwnCommandRun {
    /// How much of its output is kept, in bytes; the rest is read and dropped.
    private static let mostOutput = 64 << 10

    /// - Parameter environment: that of this process; only allow-listed variables are passed on, with the command's own and the
    ///   names of stack, rule and incident.
    static func run(
        _ command: OwnCommand, _ request: RepairRequest, in environment: [String: String]
    ) async -> CommandEnding {
        guard let program = command.arguments.first else { return .notStarted("it has no program") }
        var own = command.environment
        own["TERRIER_STACK"] = request.stack
        own["TERRIER_RULE"] = request.rule
        own["TERRIER_INCIDENT"] = request.incident
        do throws(CommandFault) {
            let result = try await Commands.run(
                Command(
                    program, Array(command.arguments.dropFirst()),
                    environment: AllowedEnvironment.make(from: environment, adding: own), directory: "/",
                    deadline: command.timeout, limit: mostOutput))
            switch result.status {
            case .exited(let code): return .exited(code, said: said(result))
            case .signalled(let signal): return .stopped("was killed by signal \(signal)")
            }
        } catch {
            switch error {
            case .notFound: return .notStarted("\(program): not found, or this user may not execute it")
            case .notStarted(_, let why): return .notStarted("\(program): \(why)")
            case .timedOut(_, let after): return .stopped("did not end within \(after.words) and was stopped")
            case .cancelled: return .stopped("was stopped")
            }
        }
    }

    /// The last line of the error output, else of the output.
    private static func said(_ result: CommandResult) -> String {
        for bytes in [result.errorOutput, result.output] {
            let lines = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
            if let last = lines.last(where: { $0.contains { !$0.isWhitespace } }) {
                return SaidText.of(last)
            }
        }
        return ""
    }
}
