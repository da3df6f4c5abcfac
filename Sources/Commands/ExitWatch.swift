import Dispatch
import Foundation

/// Waits for the end of a process on its pidfd, without reaping it and without blocking a thread.
///
/// The library (swift-subprocess) reaps the child, but only after the child's pipes are closed as well. A grandchild that is
/// still running may keep them open forever.
struct ExitWatch: Sendable {
    private let ended: AsyncStream<Void>

    /// - Parameter descriptor: a pidfd, which becomes readable when its process ends.
    init(_ descriptor: CInt, of pid: pid_t) {
        let own = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
        let (stream, continuation) = AsyncStream<Void>.makeStream()
        ended = stream
        guard own >= 0 else {
            // No free file descriptor: poll instead, because returning now would mean that the process has ended.
            Task {
                while !Self.hasEnded(pid) { try? await Task.sleep(for: .milliseconds(100)) }
                continuation.finish()
            }
            return
        }
        let source = DispatchSource.makeReadSource(fileDescriptor: own, queue: .global())
        source.setEventHandler { source.cancel() }
        source.setCancelHandler {
            close(own)
            continuation.finish()
        }
        source.activate()
    }

    /// Whether a child has ended; does not reap it.
    private static func hasEnded(_ pid: pid_t) -> Bool {
        var info = siginfo_t()
        guard waitid(P_PID, id_t(pid), &info, WEXITED | WNOHANG | WNOWAIT) == 0 else { return true }
        return info.si_signo != 0
    }

    /// Returns when the process has ended, or when the waiting task is cancelled.
    func wait() async {
        for await _ in ended {}
    }
}
