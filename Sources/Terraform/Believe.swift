public import Decisions

extension State {
    /// Compares this state with the believed state.
    ///
    /// A state with another lineage is not the stack's state, and within one lineage the serial never goes back. The text may
    /// differ for the same serial, because another version of Terraform prints the same state with other keys.
    ///
    /// - Throws: a `TerraformFault` with `lineageChanged` or `serialWentBack`.
    public func believe(after before: SnapshotIdentity?, stack: String) throws(TerraformFault) {
        guard let before else { return }
        guard lineage == before.lineage else {
            throw TerraformFault(
                .lineageChanged,
                "the state of \(stack) has another lineage than the believed state; if that is right, "
                    + "forget the old one with 'terrier snapshots forget \(stack)'")
        }
        guard serial >= before.serial else {
            throw TerraformFault(
                .serialWentBack,
                "the state of \(stack) went back from serial \(before.serial) to \(serial): an older state was put in place"
            )
        }
    }
}
