import CCurl
import Foundation
import Synchronization

/// The one thread that runs all transfers of a client, with the functions that other threads may call.
///
/// Requests and cancellations are put into a mailbox, and libcurl's poll is woken up for them. Only the thread itself uses easy
/// handles.
final class TransferThread: Sendable {
    private let mailbox: Mutex<Mailbox>

    private enum Message {
        case start(Transfer.Submission)
        case cancel(UInt64)
    }

    private struct Mailbox {
        var messages: [Message] = []
        /// libcurl's multi handle as a number; 0 when there is none.
        var multi: UInt
        var lastID: UInt64 = 0
        var isClosing = false
        /// libcurl could not create its handle: the process has no memory or no file descriptor left.
        var isBroken = false
        var hasEnded = false
        var waitingForEnd: [CheckedContinuation<Void, Never>] = []

        func wake() {
            // This is the only function of a multi handle that any thread may call (curl_multi_wakeup(3)).
            if let multi = UnsafeMutableRawPointer(bitPattern: multi) { curl_multi_wakeup(multi) }
        }
    }

    private static let isReady: Bool = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    init(network: Network, bounds: TransferBounds) {
        let multi = Self.isReady ? curl_multi_init() : nil
        let address = UInt(bitPattern: multi)
        mailbox = Mutex(Mailbox(multi: address))
        // If the process has no free descriptor, libcurl returns a handle that cannot be woken up.
        guard let multi, curl_multi_wakeup(multi) == CURLM_OK else {
            mailbox.withLock { ($0.isClosing, $0.isBroken) = (true, true) }
            hasEnded()
            return
        }
        let thread = Thread {
            TransferLoop(multi: address, network: network, bounds: bounds, thread: self).run()
        }
        thread.name = "terrier-http"
        thread.stackSize = 512 << 10
        thread.start()
    }

    func nextID() -> UInt64 {
        mailbox.withLock {
            $0.lastID += 1
            return $0.lastID
        }
    }

    func start(_ submission: Transfer.Submission) {
        let refusal: HTTPFault? = mailbox.withLock { mailbox in
            if mailbox.isBroken {
                return HTTPFault(
                    .unreachable,
                    "\(submission.target.displayName): not sent; this process has no memory or no file descriptor left"
                )
            }
            guard !mailbox.isClosing else { return .stopped(submission.target) }
            mailbox.messages.append(.start(submission))
            mailbox.wake()
            return nil
        }
        if let refusal { submission.continuation.resume(returning: .failure(refusal)) }
    }

    /// Cancels a queued or running request; does nothing if there is no such request.
    func cancel(_ id: UInt64) {
        mailbox.withLock { mailbox in
            guard !mailbox.isClosing else { return }
            mailbox.messages.append(.cancel(id))
            mailbox.wake()
        }
    }

    /// Asks the thread to cancel all requests and to end.
    func close() {
        mailbox.withLock { mailbox in
            mailbox.isClosing = true
            if !mailbox.hasEnded { mailbox.wake() }
        }
    }

    /// Asks the thread to end, and waits until it has.
    func end() async {
        close()
        await withCheckedContinuation { continuation in
            let hasEnded = mailbox.withLock { mailbox in
                if !mailbox.hasEnded { mailbox.waitingForEnd.append(continuation) }
                return mailbox.hasEnded
            }
            if hasEnded { continuation.resume() }
        }
    }

    /// Passes new messages of the mailbox to the loop, on the thread itself, without waiting.
    ///
    /// - Returns: whether the thread has been asked to end.
    func take(_ loop: TransferLoop) -> Bool {
        let (messages, isClosing) = mailbox.withLock { mailbox in
            defer { mailbox.messages = [] }
            return (mailbox.messages, mailbox.isClosing)
        }
        for message in messages {
            switch message {
            case .start(let submission): loop.add(submission)
            case .cancel(let id): loop.cancel(id)
            }
        }
        return isClosing
    }

    /// Called last by the thread: frees the multi handle under the lock, so that no other thread wakes up a freed handle.
    func hasEnded() {
        let waiting = mailbox.withLock { mailbox in
            if let multi = UnsafeMutableRawPointer(bitPattern: mailbox.multi) { curl_multi_cleanup(multi) }
            mailbox.multi = 0
            mailbox.hasEnded = true
            defer { mailbox.waitingForEnd = [] }
            return mailbox.waitingForEnd
        }
        for continuation in waiting { continuation.resume() }
    }
}

extension HTTPFault {
    /// The fault of a request that was cancelled or whose client was shut down.
    static func stopped(_ target: Target) -> HTTPFault {
        HTTPFault(.cancelled, "\(target.displayName): cancelled")
    }
}
