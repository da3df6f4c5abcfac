import Foundation
import Systemd

/// Runs work that changes nothing, so that it may be interrupted: SIGINT, SIGTERM and SIGHUP cancel it, which also ends its
/// child processes; after it has cleaned up, the process ends itself by the same signal, as a shell expects. A signal that was
/// ignored when the process began, as under nohup, stays ignored.
public func interruptible<Value: Sendable>(
    _ work: @escaping @Sendable () async throws -> Value
) async throws -> Value {
    let trapped = [SIGINT, SIGTERM, SIGHUP].filter { !isIgnored($0) }
    let signals = await trappedSignals(trapped)
    let working = Task { try await work() }
    let listening = Task { () -> Int32? in
        for await signal in signals {
            working.cancel()
            return signal
        }
        return nil
    }
    let result = await working.result
    listening.cancel()
    let interruption = await listening.value
    // From here on, for example while printing, the signals end the process as usual.
    for other in trapped { signal(other, SIG_DFL) }
    if let interruption { endProcess(by: interruption) }
    return try result.get()
}

private func isIgnored(_ number: Int32) -> Bool {
    var action = sigaction()
    guard sigaction(number, nil, &action) == 0 else { return false }
    return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
        == unsafeBitCast(SIG_IGN, to: Int.self)
}

private func endProcess(by number: Int32) {
    // Dispatch may have blocked the signal on this thread.
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, number)
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    raise(number)
}
