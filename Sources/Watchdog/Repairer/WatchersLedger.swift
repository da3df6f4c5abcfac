import Ledger

/// The watcher's ledger as the repairer reads it: a file that another user writes. Reading it has a time limit, so that a
/// manipulated file, such as one with a view that never ends, cannot block the repairer.
struct WatchersLedger: Sendable {
    var path: String
    var within = Duration.seconds(30)

    func ask<Value: Sendable>(
        _ question: @escaping @Sendable (Ledger) async throws(LedgerFault) -> Value
    ) async throws(LedgerFault) -> Value {
        let (answers, channel) = AsyncStream.makeStream(of: Result<Value, LedgerFault>.self)
        // Not awaited: a thread that blocks while opening a file (a FIFO, for example) does not notice cancellation.
        let asking = Task { [path] in
            do throws(LedgerFault) {
                channel.yield(.success(try await question(try await Ledger.openReading(path))))
            } catch {
                channel.yield(.failure(error))
            }
        }
        let timer = Task { [path, within] in
            guard (try? await Task.sleep(for: within)) != nil else { return }
            channel.yield(.failure(LedgerFault(.failed, "\(path): it could not be read within \(within)")))
        }
        defer {
            timer.cancel()
            asking.cancel()
        }
        for await answer in answers { return try answer.get() }
        throw LedgerFault(.failed, "\(path): it was not read to the end")
    }
}
