import Dispatch
import Foundation
import Subprocess
import Synchronization
import SystemPackage

/// Runs a child process to its end, whatever happens to the task that asked.
///
/// The child leads a process group of its own. At the deadline, or when the calling task is cancelled, the child alone
/// gets one SIGINT, and nothing more before its grace has passed; then it alone is killed. Once it has gone, whatever
/// is left of its group is swept. Never returns while the child lives.
///
/// - Parameters:
///   - onLine: called with each line of standard output as it comes, without its line feed.
///   - onErrorLine: the same for standard error.
///   - sleep: waits for the deadline and for the grace; throws once its task is cancelled.
public func run(
    _ command: Command, onLine: (@Sendable (String) async -> Void)? = nil,
    onErrorLine: (@Sendable (String) async -> Void)? = nil,
    sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
) async throws(CommandFault) -> CommandResult {
    brokenPipesAreErrors
    let stop = StopRequests()
    guard let path = locate(command.executable, in: command.environment["PATH"]) else {
        throw .notFound(command.executable)
    }
    // A task of its own: cancelling the library's own `run` would shoot the child at once.
    let task = Task { () -> Result<CommandResult, CommandFault> in
        do throws(CommandFault) {
            return .success(
                try await supervise(
                    command, path: path, stop: stop, onLine: onLine, onErrorLine: onErrorLine, sleep: sleep))
        } catch {
            return .failure(error)
        }
    }
    // Killed, it is gone in a moment; a minute is for a machine that is busy.
    let result = await Waiting.atMost(command.deadline + command.grace + .seconds(60)) {
        await withTaskCancellationHandler {
            await task.value
        } onCancel: {
            stop.ask(.cancelled)
        }
    }
    return try result.get()
}

/// A child that closes its input must not end its parent: writing to it is then an error (EPIPE) and no signal. For the
/// whole process, once; Terraform and the programs that it starts handle the signal themselves.
private let brokenPipesAreErrors: Void = {
    signal(SIGPIPE, SIG_IGN)
}()

/// Why a child is asked to stop.
private enum StopReason: Sendable {
    case deadline
    case cancelled
}

/// Asks for a child's end, from any thread; the first one counts.
private final class StopRequests: Sendable {
    private let asked = Mutex<StopReason?>(nil)
    private let stream: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    init() {
        (stream, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    var reason: StopReason? { asked.withLock { $0 } }

    func ask(_ reason: StopReason) {
        asked.withLock { if $0 == nil { $0 = reason } }
        continuation.yield()
    }

    /// Returns once somebody has asked, or when the waiting task is cancelled.
    func wait() async {
        for await _ in stream { return }
    }
}

private func supervise(
    _ command: Command, path: String, stop: StopRequests, onLine: (@Sendable (String) async -> Void)?,
    onErrorLine: (@Sendable (String) async -> Void)?,
    sleep: @escaping @Sendable (Duration) async throws -> Void
) async throws(CommandFault) -> CommandResult {
    var options = PlatformOptions()
    options.processGroupID = 0
    let environment = Dictionary(
        uniqueKeysWithValues: command.environment.map {
            (Subprocess.Environment.Key(stringLiteral: $0.key), $0.value)
        })
    do {
        let result = try await Subprocess.run(
            .path(FilePath(path)), arguments: Arguments(command.arguments), environment: .custom(environment),
            workingDirectory: command.directory.map { FilePath($0) }, platformOptions: options,
            input: .inputWriter, output: .sequence, error: .sequence
        ) { execution in
            let pid = execution.processIdentifier
            let gone = ExitWatch(pid.processDescriptor, of: pid.value)
            async let output = collect(execution.standardOutput, limit: command.limit, onLine: onLine)
            async let errors = collect(execution.standardError, limit: command.limit, onLine: onErrorLine)
            async let fed: Void = feed(command.input, to: execution.standardInputWriter)
            await enforce(command, leader: pid.value, gone: gone, stop: stop, sleep: sleep)
            await fed
            return await (output, errors)
        }
        if let reason = stop.reason {
            switch reason {
            case .deadline: throw CommandFault.timedOut(command.executable, after: command.deadline)
            case .cancelled: throw CommandFault.cancelled(command.executable)
            }
        }
        let (output, errors) = result.closureResult
        return CommandResult(
            status: CommandResult.Status(result.terminationStatus), output: output.bytes,
            errorOutput: errors.bytes, isTruncated: output.isTruncated || errors.isTruncated)
    } catch let fault as CommandFault {
        throw fault
    } catch let error as SubprocessError where error.code == .executableNotFound {
        throw .notFound(command.executable)
    } catch let error as SubprocessError where error.code == .failedToChangeWorkingDirectory {
        throw .notStarted(command.executable, why: "no such directory: \(command.directory ?? "")")
    } catch {
        throw .notStarted(command.executable, why: "\(error)")
    }
}

/// Waits for the leader's end, asking for it where the deadline passes or somebody asks; then sweeps its group.
private func enforce(
    _ command: Command, leader: pid_t, gone: ExitWatch, stop: StopRequests,
    sleep: @escaping @Sendable (Duration) async throws -> Void
) async {
    await withTaskGroup(of: Void.self) { group in
        group.addTask {
            do {
                try await sleep(command.deadline)
                stop.ask(.deadline)
            } catch {}
        }
        group.addTask {
            await stop.wait()
            guard !Task.isCancelled else { return }
            kill(leader, SIGINT)
            do {
                try await sleep(command.grace)
                kill(leader, SIGKILL)
            } catch {}
        }
        await gone.wait()
        group.cancelAll()
    }
    // What the leader left behind would hold its pipes open, and would outlive its deadline.
    kill(-leader, SIGKILL)
}

private func feed(_ input: [UInt8], to writer: StandardInputWriter) async {
    // A child that does not read its input is no fault of this side.
    if !input.isEmpty { _ = try? await writer.write(input) }
    try? await writer.finish()
}

private struct Collected: Sendable {
    var bytes: [UInt8] = []
    var isTruncated = false
}

private func collect(
    _ sequence: SubprocessOutputSequence, limit: Int, onLine: (@Sendable (String) async -> Void)?
) async -> Collected {
    var collected = Collected()
    var lines = LineSplitter()
    do {
        for try await buffer in sequence {
            let bytes = buffer.withUnsafeBytes { Array($0) }
            let room = limit - collected.bytes.count
            collected.bytes.append(contentsOf: bytes.prefix(max(0, room)))
            if bytes.count > room { collected.isTruncated = true }
            if let onLine {
                for line in lines.split(bytes) { await onLine(line) }
            }
        }
    } catch {
        collected.isTruncated = true
    }
    if let onLine, let last = lines.rest { await onLine(last) }
    return collected
}

/// The file that a name stands for, as `execvp` would find it; nil where there is none that may be executed.
private func locate(_ name: String, in path: String?) -> String? {
    if name.contains("/") { return access(name, X_OK) == 0 ? name : nil }
    for directory in (path ?? "/usr/local/bin:/usr/bin:/bin").split(separator: ":") {
        let file = "\(directory)/\(name)"
        if access(file, X_OK) == 0 { return file }
    }
    return nil
}

extension CommandResult.Status {
    fileprivate init(_ status: TerminationStatus) {
        switch status {
        case .exited(let code): self = .exited(code)
        case .signaled(let signal): self = .signalled(signal)
        }
    }
}
