import Commands
import Decisions

/// A command of the operator: an argument list, never a shell line. It gets the notice as one JSON document on its standard
/// input. Exit code 0 means that it is delivered.
struct UserCommand: NoticeSender {
    var list: [String]
    /// The environment of this process; the command gets the allow-listed part.
    var environment: [String: String]
    var deadline: Duration = .seconds(30)

    func deliver(_ notice: Notice, at: Timestamp) async throws(DeliveryFault) {
        guard let executable = list.first else { throw DeliveryFault(.failed, "'command:' is empty") }
        let command = Command(
            executable, Array(list.dropFirst()),
            environment: AllowedEnvironment.make(from: environment, adding: [:]),
            input: Array((notice.json + "\n").utf8), deadline: deadline, grace: .seconds(2), limit: 64 << 10)
        let result: CommandResult
        do throws(CommandFault) {
            result = try await run(command)
        } catch .cancelled {
            throw DeliveryFault(.cancelled, "stopped")
        } catch {
            throw DeliveryFault(.failed, error.description)
        }
        // Its output is ignored, because it may hold anything.
        switch result.status {
        case .exited(0): return
        case .exited(let code): throw DeliveryFault(.failed, "\(executable) exits with \(code)")
        case .signalled(let signal):
            throw DeliveryFault(.failed, "\(executable) is ended by signal \(signal)")
        }
    }
}
