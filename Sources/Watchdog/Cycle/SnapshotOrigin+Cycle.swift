import Decisions
import Probes
import Terraform

extension StackLoop {
    /// Where the state of this cycle comes from; nil if it is not new. Remembers who holds the lock for the next cycle: an apply may
    /// have released it when its last write is seen.
    func origin(of probeResult: ProbeResult, _ loopState: inout LoopState) async -> SnapshotOrigin? {
        let before = loopState.lockHolder
        loopState.lockHolder = probeResult.observation.lock.holder
        guard let state = probeResult.state, state.identity != probeResult.before?.identity else {
            return nil
        }
        var origin = SnapshotOrigin(terraformVersion: state.terraformVersion)
        // Without a state before this one, nothing is known of when this one was written.
        guard probeResult.before != nil else { return origin }
        let holder = (loopState.lockHolder ?? before).flatMap { $0.writes ? $0 : nil }
        origin.writtenBy = await tools.repairBehind?(state.serial) ?? holder?.words
        return origin
    }
}

extension LockStatus {
    fileprivate var holder: LockHolder? {
        if case .held(let holder) = self { return holder }
        return nil
    }
}

extension LockHolder {
    /// Whether the operation may write the state: a plan does not.
    fileprivate var writes: Bool { operation != "OperationTypePlan" }

    /// `kim@laptop, OperationTypeApply`
    fileprivate var words: String { "\(who), \(operation)" }
}
