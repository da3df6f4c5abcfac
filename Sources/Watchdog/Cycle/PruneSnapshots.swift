import Commands
import Decisions
import Ledger
import Notifications

extension StackLoop {
    /// How long after its start a loop removes snapshots for the first time: a service that starts has more urgent work.
    private static let firstPrune = Duration.seconds(3600)

    /// Once a day, removes the snapshots that retention does not keep. No cycle waits for it.
    func pruneDaily(_ loopState: inout LoopState, _ now: Moment) async {
        guard let prune = tools.prune else { return }
        guard let last = loopState.lastPrune else {
            var first = now
            first.advance(by: Self.firstPrune - .seconds(86_400))
            loopState.lastPrune = first
            return
        }
        guard now.since(last) >= .seconds(86_400) else { return }
        loopState.lastPrune = now
        await loopState.upkeep.start {
            do throws(LedgerFault) {
                // It may take long: that is no evidence that the loop hangs.
                try await prune()
            } catch {
                // The loop has ended.
                guard !Task.isCancelled else { return }
                await say(.ledgerFault("snapshots of \(stack) could not be pruned: \(error.description)"))
            }
        }
    }
}
