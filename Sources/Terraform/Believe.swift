public import Decisions

extension State {
    /// Measures this state against the one that was believed before.
    ///
    /// One of another history is not the stack's state, and under one lineage the serial does not go back. The text may
    /// differ under one serial: another version of Terraform prints the same state with other keys.
    public func believe(after before: SnapshotIdentity?, stack: String) throws(TerraformFault) {
        guard let before else { return }
        guard lineage == before.lineage else {
            throw TerraformFault(
                .lineageChanged,
                "the state of \(stack) is of another lineage than the one believed before; if that is right, "
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
