import CCurl
import Foundation

/// The loop of the transfer thread: it starts queued requests, runs libcurl, and finishes ended transfers. Used only on that
/// thread.
final class TransferLoop {
    private let multi: UnsafeMutableRawPointer?
    private let network: Network
    private let thread: TransferThread
    private var queue: TransferQueue<Transfer.Submission>
    private var running: [UInt64: Transfer] = [:]

    /// The longest wait in one poll, in milliseconds; libcurl's own timers make it shorter.
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
            startQueued()
            var active: Int32 = 0
            curl_multi_perform(multi, &active)
            let someEnded = finishEnded()
            // If a transfer ended, poll without waiting, so that a queued request starts at once.
            if curl_multi_poll(multi, nil, 0, someEnded ? 0 : wait, nil) != CURLM_OK {
                // libcurl is out of memory; without a pause this would be a busy loop.
                usleep(50_000)
            }
        }
        for submission in queue.removeAll() {
            submission.continuation.resume(returning: .failure(.stopped(submission.target)))
        }
        for id in Array(running.keys) { cancel(id) }
        thread.hasEnded()
    }

    func add(_ submission: Transfer.Submission) {
        queue.add(submission, id: submission.id, origin: submission.target.origin, until: .now + patience)
    }

    /// Milliseconds until the next queued request expires.
    private var wait: Int32 {
        guard let next = queue.nextExpiry else { return Self.longestWait }
        let left: Double = (next - .now) / .milliseconds(1)
        return Int32(min(max(0, left), Double(Self.longestWait))) + 1
    }

    func cancel(_ id: UInt64) {
        if let transfer = running[id] {
            end(transfer, .failure(.stopped(transfer.submission.target)))
        } else if let submission = queue.remove(id: id) {
            submission.continuation.resume(returning: .failure(.stopped(submission.target)))
        }
    }

    private func startQueued() {
        for submission in queue.removeExpired(at: .now) {
            submission.continuation.resume(
                returning: .failure(
                    HTTPFault(
                        .timedOut,
                        "\(submission.target.displayName): no connection was free within \(patience)")))
        }
        while let submission = queue.next() {
            guard let transfer = Transfer(submission, network: network),
                curl_multi_add_handle(multi, transfer.handle) == CURLM_OK
            else {
                queue.ended(origin: submission.target.origin, connected: nil)
                submission.continuation.resume(
                    returning: .failure(
                        HTTPFault(
                            .unreachable,
                            "\(submission.target.displayName): libcurl does not accept the request")))
                continue
            }
            running[submission.id] = transfer
        }
    }

    /// Finishes the transfers that libcurl has ended.
    ///
    /// - Returns: whether there was any.
    private func finishEnded() -> Bool {
        var someEnded = false
        var left: Int32 = 0
        while let message = curl_multi_info_read(multi, &left) {
            guard message.pointee.msg == CURLMSG_DONE else { continue }
            // The message is freed together with the handle, so its code is read first.
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
        running[transfer.submission.id] = nil
        // A request that was cancelled before it was connected says nothing about the host.
        let isStopped = if case .failure(let fault) = result { fault.cause == .cancelled } else { false }
        let isConnected = transfer.isConnected
        queue.ended(
            origin: transfer.submission.target.origin,
            connected: isStopped && !isConnected ? nil : isConnected)
        transfer.finish(result)
    }

    /// Blocks all signals on this thread: other threads handle them, and SIGPIPE for a closed connection must be ignored.
    private func blockSignals() {
        var all = sigset_t()
        sigfillset(&all)
        pthread_sigmask(SIG_BLOCK, &all, nil)
    }
}
