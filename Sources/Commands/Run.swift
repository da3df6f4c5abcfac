import Dispatch
import Foundation
import Subprocess
import Synchronization
import SystemPackage

/// Runs a child process and returns after it has ended, also if the calling task is cancelled.
///
/// The child leads a process group of its own. At the deadline, or when the calling task is cancelled, only the child itself
/// gets one SIGINT. If it has not ended after the grace time, only the child itself is killed. After it has ended, the
/// remaining processes of its group are killed.
///
/// - Parameters:
///   - onLine: called with each line of standard output when it arrives, without its line write.
///   - onErrorLine: the same for standard error.
///   - sleep: waits for the deadline and for the grace time; throws when its task is cancelled.
/// - Throws: a `CommandFault` if the child was not started, or was stopped.
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
    // A separate task, because cancelling the library's `run` would kill the child at once.
    let task = Task { () -> Result<CommandResult, CommandFault> in
        do throws(CommandFault) {
            return .success(
                try await supervise(
                    command, path: path, stop: stop, onLine: onLine, onErrorLine: onErrorLine, sleep: sleep))
        } catch {
            return .failure(error)
        }
    }
    // A killed child ends within a moment; the extra minute is for a busy machine.
    let result = await Waiting.atMost(command.deadline + command.grace + .seconds(60)) {
        await withTaskCancellationHandler {
            await task.value
        } onCancel: {
            stop.request(.cancelled)
        }
    }
    return try result.get()
}

/// Ignores SIGPIPE, once for the whole process: if a child closes its input, writing to it must be an error (EPIPE) and must not
/// end this process. Terraform and the programs that it starts handle the signal themselves.
private let brokenPipesAreErrors: Void = {
    signal(SIGPIPE, SIG_IGN)
}()

/// Why a child is asked to stop.
private enum StopReason: Sendable {
    case deadline
    case cancelled
}

/// Records requests to stop the child, from any thread; the reason of the first one is kept.
private final class StopRequests: Sendable {
    private let first = Mutex<StopReason?>(nil)
    private let stream: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    init() {
        (stream, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    var reason: StopReason? { first.withLock { $0 } }

    func request(_ reason: StopReason) {
        first.withLock { if $0 == nil { $0 = reason } }
        continuation.yield()
    }

    /// Returns when a stop was requested, or when the waiting task is cancelled.
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
            let exit = ExitWatch(pid.processDescriptor, of: pid.value)
            async let output = collect(execution.standardOutput, limit: command.limit, onLine: onLine)
            async let errors = collect(execution.standardError, limit: command.limit, onLine: onErrorLine)
            async let written: Void = writeInput(command.input, to: execution.standardInputWriter)
            await enforce(command, leader: pid.value, exit: exit, stop: stop, sleep: sleep)
            await written
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

/// Waits until the child has ended; stops it at the deadline or on request. Then kills the rest of its process group.
private func enforce(
    _ command: Command, leader: pid_t, exit: ExitWatch, stop: StopRequests,
    sleep: @escaping @Sendable (Duration) async throws -> Void
) async {
    await withTaskGroup(of: Void.self) { group in
        group.addTask {
            do {
                try await sleep(command.deadline)
                stop.request(.deadline)
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
        await exit.wait()
        group.cancelAll()
    }
    // Remaining processes of the group would keep the pipes open and run beyond the deadline.
    kill(-leader, SIGKILL)
}

private func writeInput(_ input: [UInt8], to writer: StandardInputWriter) async {
    // A child that does not read its input is not an error.
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

/// The path of an executable, found as `execvp` finds it; nil if there is none that may be executed.
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
