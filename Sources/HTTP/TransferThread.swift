import CCurl
import Foundation
import Synchronization

/// The one thread that carries out all transfers of a client, and what others may ask of it.
///
/// Requests and cancellations come through a mailbox; libcurl's poll is woken for them. Only the thread itself touches
/// easy handles.
final class TransferThread: Sendable {
    private let mailbox: Mutex<Mailbox>

    private enum Message {
        case start(Transfer.Submission)
        case cancel(UInt64)
    }

    private struct Mailbox {
        var messages: [Message] = []
        /// libcurl's multi handle as a number, as long as there is one.
        var multi: UInt
        var lastID: UInt64 = 0
        var isClosing = false
        /// libcurl gave nothing to work with: there is no memory or no descriptor left.
        var isBroken = false
        var hasEnded = false
        var waitingForEnd: [CheckedContinuation<Void, Never>] = []

        func wake() {
            // Of a multi handle's functions the one that any thread may call (curl_multi_wakeup(3)).
            if let multi = UnsafeMutableRawPointer(bitPattern: multi) { curl_multi_wakeup(multi) }
        }
    }

    private static let isReady: Bool = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    init(network: Network, bounds: TransferBounds) {
        let multi = Self.isReady ? curl_multi_init() : nil
        let address = UInt(bitPattern: multi)
        mailbox = Mutex(Mailbox(multi: address))
        // Without descriptors there is a handle and nothing that wakes it.
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

    func start(_ order: Transfer.Submission) {
        let refusal: HTTPFault? = mailbox.withLock { mailbox in
            if mailbox.isBroken {
                return HTTPFault(
                    .unreachable,
                    "\(order.target.said): not asked; this process has no memory or no descriptor left")
            }
            guard !mailbox.isClosing else { return .stopped(order.target) }
            mailbox.messages.append(.start(order))
            mailbox.wake()
            return nil
        }
        if let refusal { order.continuation.resume(returning: .failure(refusal)) }
    }

    /// Ends one that waits or is under way; none where there is no such one.
    func cancel(_ id: UInt64) {
        mailbox.withLock { mailbox in
            guard !mailbox.isClosing else { return }
            mailbox.messages.append(.cancel(id))
            mailbox.wake()
        }
    }

    /// Asks the thread to end all that is under way, and itself.
    func close() {
        mailbox.withLock { mailbox in
            mailbox.isClosing = true
            if !mailbox.hasEnded { mailbox.wake() }
        }
    }

    /// The same, and waits until it has.
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

    /// Hands what has come since the last time to the loop, on the thread itself, without waiting.
    ///
    /// - Returns: whether the thread has been asked to end.
    func take(_ loop: TransferLoop) -> Bool {
        let (messages, isClosing) = mailbox.withLock { mailbox in
            defer { mailbox.messages = [] }
            return (mailbox.messages, mailbox.isClosing)
        }
        for message in messages {
            switch message {
            case .start(let order): loop.add(order)
            case .cancel(let id): loop.cancel(id)
            }
        }
        return isClosing
    }

    /// The thread's last act: nobody wakes a handle that is gone.
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
    /// Nobody wants the answer any more.
    static func stopped(_ target: Target) -> HTTPFault {
        HTTPFault(.cancelled, "\(target.said): stopped")
    }
}
