import Dispatch
import Foundation

/// Waits for a process's end on its descriptor, without reaping it and without holding a thread.
///
/// The library reaps the child; but it does so only once the child's pipes are closed as well, which something that the
/// child left behind may never do.
struct ExitWatch: Sendable {
    private let ended: AsyncStream<Void>

    /// - Parameter descriptor: a pidfd, which becomes readable when its process ends.
    init(_ descriptor: CInt, of pid: pid_t) {
        let own = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
        let (stream, continuation) = AsyncStream<Void>.makeStream()
        ended = stream
        guard own >= 0 else {
            // No descriptor to spare: ask from time to time. Whoever waits must not think that the process has gone.
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

    /// Whether a child has ended, without reaping it.
    private static func hasEnded(_ pid: pid_t) -> Bool {
        var info = siginfo_t()
        guard waitid(P_PID, id_t(pid), &info, WEXITED | WNOHANG | WNOWAIT) == 0 else { return true }
        return info.si_signo != 0
    }

    func wait() async {
        for await _ in ended {}
    }
}
