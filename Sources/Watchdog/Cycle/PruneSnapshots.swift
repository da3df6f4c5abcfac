import Commands
import Decisions
import Ledger
import Notifications

extension StackLoop {
    /// How long after its start a loop removes snapshots for the first time: a service that starts has more urgent work.
    private static let firstPrune = Duration.seconds(3600)

    /// By how much the wall clock may differ from the time that has passed, between two prunings.
    private static let steadyClock = Duration.seconds(86_400)

    /// Once a day, removes the snapshots that retention does not keep. No cycle waits for it. On a day on which the wall clock was
    /// set by more than a day, nothing is removed: beside what is stored with a wrong clock, everything else looks old.
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
        let set = (now.wall - last.wall) - now.since(last)
        guard now.boot != last.boot || abs(set.inSeconds) <= Self.steadyClock.inSeconds else {
            await say(
                .ledgerFault(
                    "snapshots of \(stack) are not pruned today: the machine's clock was set \(set < .zero ? "back" : "ahead") by \((set < .zero ? .zero - set : set).words); they are pruned tomorrow, so set it right if it is wrong"
                ))
            return
        }
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
