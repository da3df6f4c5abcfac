public import Decisions

extension State {
    /// Compares this state with the believed state.
    ///
    /// A state with another lineage is not the stack's state, within one lineage the serial never goes back, and a state without
    /// resources in the place of one that had some looks lost. The text may differ for the same serial, because another version
    /// of Terraform prints the same state with other keys.
    ///
    /// - Parameter seen: when the backend was last seen to have the believed state.
    /// - Throws: a `TerraformFault` with `lineageChanged`, `serialWentBack` or `emptied`.
    public func believe(
        after before: SnapshotIdentity?, seen: Timestamp? = nil, stack: String
    ) throws(TerraformFault) {
        guard let before else { return }
        let past = before.words(until: seen)
        let resources = identity.resources
        guard lineage == before.lineage else {
            let now = resources == 0 ? "an empty state" : "a state of \(resources.resources)"
            throw TerraformFault(
                .lineageChanged,
                "\(past); now \(stack) has \(now) of another lineage: it looks lost or replaced; \(Self.advice(stack))"
            )
        }
        guard serial >= before.serial else {
            throw TerraformFault(
                .serialWentBack,
                "\(past); the state of \(stack) went back from serial \(before.serial) to \(serial) (\(resources.resources)): an older state was put in place; \(Self.advice(stack))"
            )
        }
        guard resources > 0 || before.resources == 0 else {
            throw TerraformFault(
                .emptied,
                "\(past); now the state of \(stack) has no resources (serial \(serial)): it looks lost; \(Self.advice(stack))"
            )
        }
    }

    private static func advice(_ stack: String) -> String {
        "compare it with 'terrier snapshots list \(stack)'; 'terrier repair restore-state \(stack) --dry-run' shows how the lost state is put back; only if this state is the right one, 'terrier snapshots forget \(stack)'"
    }
}

extension TerraformFault {
    /// The fault with what the believed state had, if there is no state now.
    public func compared(with before: BelievedState?, stack: String) -> TerraformFault {
        guard code == .noState, let before else { return self }
        return TerraformFault(
            code,
            "\(before.identity.words(until: before.seen)); \(description); 'terrier repair restore-state \(stack) --dry-run' shows how it is put back, 'terrier snapshots export' writes what it was"
        )
    }
}

extension SnapshotIdentity {
    /// `19 resources until 2026-11-24T03:12:00Z (serial 20)`
    fileprivate func words(until seen: Timestamp?) -> String {
        "\(resources.resources)\(seen.map { " until \($0)" } ?? "") (serial \(serial))"
    }
}

extension Int {
    fileprivate var resources: String { self == 1 ? "1 resource" : "\(self) resources" }
}
