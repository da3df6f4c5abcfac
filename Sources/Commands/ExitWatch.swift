import Dispatch
import Foundation

/// Waits for a process's end on its descriptor, without reaping it and without holding a thread.
///
/// The library reaps the child; but it does so only once the child's pipes are closed as well, which something that the
/// child left behind may never do.
struct ExitWatch: Sendable {
    private let ended: AsyncStream<Void>

    /// - Parameter descriptor: a pidfd, which becomes readable when its process ends.
    init(_ descriptor: CInt) {
        let own = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
        let (stream, continuation) = AsyncStream<Void>.makeStream()
        ended = stream
        guard own >= 0 else {
            continuation.finish()
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

    func wait() async {
        for await _ in ended {}
    }
}
