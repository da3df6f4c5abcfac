import Decisions

extension Moment {
    /// As a machine has it that counts time by the wall clock, and not from its boot on.
    var byTheWallAlone: Moment {
        Moment(wall: wall, boot: "no boot", uptime: .milliseconds(wall.milliseconds))
    }
}

extension SnapshotIdentity {
    /// What was believed before, as a fault has it, so that any state may follow it.
    func with(_ fault: PlantedFault, of state: SnapshotIdentity) -> SnapshotIdentity {
        var identity = self
        if fault == .believesAnotherLineage { identity.lineage = state.lineage }
        if fault == .believesAnOlderState { identity.serial = min(serial, state.serial) }
        return identity
    }
}
