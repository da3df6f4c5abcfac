public import Decisions

extension Terraform {
    /// Plans to a file that a person may apply, without a lock. The plan is discarded if the serial or the lock changed in the
    /// meantime; the apply takes the lock, and refuses the file once the state has another serial.
    ///
    /// - Parameters:
    ///   - before: the identity of the state that was read just before.
    ///   - file: a path in a directory that only this user may enter. The file is created with mode 0600.
    ///   - arguments: what the person added to the plan.
    /// - Throws: a `TerraformFault`: `locked` if the lock is held, `moved` if the plan is discarded.
    public func planForPerson(
        from before: SnapshotIdentity, to file: String, adding arguments: PlanArguments
    ) async throws(TerraformFault) -> PlanSummary {
        try refuseUnsavedState()
        var options = TerraformCommand.PlanOptions(file: file)
        options.added = arguments
        let summary = try await review(from: before, options).outcome.get()
        try Self.expectPlan(file)
        return summary
    }
}
