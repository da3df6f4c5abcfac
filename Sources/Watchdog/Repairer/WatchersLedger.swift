import Ledger

/// The watcher's ledger as the repairing side reads it: somebody else's file. What it holds may be believed or not; that it
/// cannot be read through, as a view without an end, holds nobody up for longer than this.
struct WatchersLedger: Sendable {
    var path: String
    var within = Duration.seconds(30)

    func ask<Value: Sendable>(
        _ question: @escaping @Sendable (Ledger) async throws(LedgerFault) -> Value
    ) async throws(LedgerFault) -> Value {
        let (answers, channel) = AsyncStream.makeStream(of: Result<Value, LedgerFault>.self)
        // Not awaited: a thread that waits for a file's other end hears no cancellation.
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
