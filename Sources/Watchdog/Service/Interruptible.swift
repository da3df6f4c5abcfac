import Foundation
import Systemd

/// Does work that changes nothing, so that it may be cut short: SIGINT, SIGTERM and SIGHUP cancel it, which ends its child
/// processes as well; once it has cleaned up after itself, the process ends by that very signal, as a shell expects. A signal
/// that was ignored when the process began, as under nohup, stays ignored.
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
    // What is left to do, such as to print, any signal may end again.
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
    // Dispatch blocks a signal on the thread that it meets it on.
    var alone = sigset_t()
    sigemptyset(&alone)
    sigaddset(&alone, number)
    pthread_sigmask(SIG_UNBLOCK, &alone, nil)
    raise(number)
}
