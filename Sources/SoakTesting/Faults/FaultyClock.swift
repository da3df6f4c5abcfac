import Decisions

extension Moment {
    /// The moment on a machine that counts time by the wall clock instead of the time since boot.
    var byWallClockAlone: Moment {
        Moment(wall: wall, boot: "no boot", uptime: .milliseconds(wall.milliseconds))
    }
}

extension SnapshotIdentity {
    /// The identity of the state believed before, changed by a fault so that a state is believed that must not be.
    func with(_ fault: PlantedFault, of state: SnapshotIdentity) -> SnapshotIdentity {
        var identity = self
        if fault == .believesOtherLineage { identity.lineage = state.lineage }
        if fault == .believesOlderState { identity.serial = min(serial, state.serial) }
        return identity
    }
}
