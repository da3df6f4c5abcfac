import Decisions
import Ledger
import Synchronization

/// What people do on the simulated machine when a scenario or the soak test requests it.
extension Simulation {
    /// A person takes the state lock for an apply.
    ///
    /// - Returns: false if the lock is already held.
    package func takeLockByHand(_ name: String) -> Bool {
        let at = now().wall
        return stack(name) { truth in
            guard truth.lock == nil else { return false }
            let holder = LockHolder(
                id: "by-hand", operation: "OperationTypeApply", who: "kim@laptop", created: at.description,
                createdAt: at)
            truth.lock = .init(holder: holder, process: nil)
            return true
        } ?? false
    }

    /// `terrier reset`
    package func resetBreakers(_ name: String) async {
        guard let past = try? await stores.book.past(of: name, leavingOut: nil) else { return }
        let through = past.filter { $0.stack == name }.map(\.number).max() ?? 0
        await stores.set(
            StoredSwitch(.reset, stack: name, who: "kim", why: "looked at it", at: now(), through: through))
        observer.breakersReset(of: name)
        note("\(name): a person resets the breakers")
    }

    /// Stops the watcher as the service manager does: it exits with code 0.
    package func endWatcher() {
        guard let watcher = truth.withLock({ $0.watcher }) else { return }
        watcher.end(.exited(0))
        scheduler.wake(owner: watcher.number)
    }
}
