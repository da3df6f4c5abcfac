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
        case start(Transfer.Order)
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

    func start(_ order: Transfer.Order) {
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

    /// Waits, on the thread itself, for nothing: what has come since the last time.
    fileprivate func take(_ loop: TransferLoop) -> Bool {
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
    fileprivate func hasEnded() {
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

/// What the thread does.
private final class TransferLoop {
    private let multi: UnsafeMutableRawPointer?
    private let network: Network
    private let thread: TransferThread
    private var queue: TransferQueue<Transfer.Order>
    private var running: [UInt64: Transfer] = [:]

    /// How long nothing is looked at where nothing happens, in milliseconds; libcurl's own timers shorten it.
    private static let longestWait: Int32 = 600_000
    private let patience: Duration

    init(multi: UInt, network: Network, bounds: TransferBounds, thread: TransferThread) {
        self.multi = UnsafeMutableRawPointer(bitPattern: multi)
        self.network = network
        self.thread = thread
        queue = TransferQueue(bounds)
        patience = bounds.patience
        terrier_curl_multi_set_long(self.multi, CURLMOPT_MAXCONNECTS, bounds.total)
    }

    func run() {
        blockSignals()
        while !thread.take(self) {
            admit()
            var active: Int32 = 0
            curl_multi_perform(multi, &active)
            let someEnded = reap()
            // Whoever waited for its turn starts at once.
            if curl_multi_poll(multi, nil, 0, someEnded ? 0 : wait, nil) != CURLM_OK {
                // For want of memory; without a pause this would be a busy loop.
                usleep(50_000)
            }
        }
        for order in queue.removeAll() {
            order.continuation.resume(returning: .failure(.stopped(order.target)))
        }
        for id in Array(running.keys) { cancel(id) }
        thread.hasEnded()
    }

    func add(_ order: Transfer.Order) {
        queue.add(order, id: order.id, origin: order.target.origin, until: .now + patience)
    }

    /// Milliseconds until somebody has waited long enough.
    private var wait: Int32 {
        guard let next = queue.nextExpiry else { return Self.longestWait }
        let left: Double = (next - .now) / .milliseconds(1)
        return Int32(min(max(0, left), Double(Self.longestWait))) + 1
    }

    func cancel(_ id: UInt64) {
        if let transfer = running[id] {
            end(transfer, .failure(.stopped(transfer.order.target)))
        } else if let order = queue.remove(id: id) {
            order.continuation.resume(returning: .failure(.stopped(order.target)))
        }
    }

    private func admit() {
        for order in queue.removeExpired(at: .now) {
            order.continuation.resume(
                returning: .failure(
                    HTTPFault(.timedOut, "\(order.target.said): no connection was free within \(patience)")))
        }
        while let order = queue.next() {
            guard let transfer = Transfer(order, network: network),
                curl_multi_add_handle(multi, transfer.handle) == CURLM_OK
            else {
                queue.ended(origin: order.target.origin, connected: nil)
                order.continuation.resume(
                    returning: .failure(
                        HTTPFault(.unreachable, "\(order.target.said): libcurl does not take the request")))
                continue
            }
            running[order.id] = transfer
        }
    }

    /// Whether any transfer has ended.
    private func reap() -> Bool {
        var someEnded = false
        var left: Int32 = 0
        while let message = curl_multi_info_read(multi, &left) {
            guard message.pointee.msg == CURLMSG_DONE else { continue }
            // The message goes with the handle.
            let code = terrier_curl_result(message)
            var context: UnsafeMutableRawPointer?
            terrier_curl_get_pointer(message.pointee.easy_handle, CURLINFO_PRIVATE, &context)
            let transfer = Transfer.of(context)
            someEnded = true
            end(transfer, transfer.outcome(code))
        }
        return someEnded
    }

    private func end(_ transfer: Transfer, _ result: Result<HTTPResponse, HTTPFault>) {
        curl_multi_remove_handle(multi, transfer.handle)
        running[transfer.order.id] = nil
        // Whoever was stopped on the way to a connection says nothing of the host.
        let isStopped = if case .failure(let fault) = result { fault.cause == .cancelled } else { false }
        let isConnected = transfer.isConnected
        queue.ended(
            origin: transfer.order.target.origin, connected: isStopped && !isConnected ? nil : isConnected)
        transfer.finish(result)
    }

    /// Signals are for other threads; one for a closed connection (SIGPIPE) is for nobody.
    private func blockSignals() {
        var all = sigset_t()
        sigfillset(&all)
        pthread_sigmask(SIG_BLOCK, &all, nil)
    }
}

extension HTTPFault {
    fileprivate static func stopped(_ target: Target) -> HTTPFault {
        HTTPFault(.cancelled, "\(target.said): stopped")
    }
}
