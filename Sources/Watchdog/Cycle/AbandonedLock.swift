import Decisions
import Repairs

extension StackLoop {
    /// The observation with whose lock is held, if a rule may release it and the book knows the lock. The book is not read
    /// otherwise.
    func withAbandonedLock(_ observation: Observation) async -> Observation {
        guard case .held(let holder) = observation.lock,
            policy.rules.contains(where: \.mayReleaseLock),
            (try? await tools.book()?.endedRepair(thatTook: holder, stack: stack)) != nil
        else { return observation }
        var observation = observation
        observation.abandonedLock = holder.id
        return observation
    }
}

extension Rule {
    fileprivate var mayReleaseLock: Bool {
        guard case .repair(let kind) = respond else { return false }
        return kind.traits.operand == .lock
    }
}
