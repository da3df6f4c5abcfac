import CCurl
import Foundation

/// What the transfer thread does: it admits who may start, lets libcurl work, and ends what has ended. Used on that thread alone.
final class TransferLoop {
    private let multi: UnsafeMutableRawPointer?
    private let network: Network
    private let thread: TransferThread
    private var queue: TransferQueue<Transfer.Submission>
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

    func add(_ order: Transfer.Submission) {
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
