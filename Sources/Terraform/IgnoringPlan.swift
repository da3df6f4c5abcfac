import Decisions
import Foundation

/// A plan from which known changes outside Terraform are left out.
extension Terraform {
    /// Plans, and leaves out the instances of which everything that changed outside Terraform is listed by `ignoring`.
    ///
    /// The lines of `plan -json` name no attributes, so the plan is written to a file, which only this user may read, and read
    /// with `show -json`. The file is deleted before this returns. If it cannot be read, nothing is left out.
    func reviewPlan(
        _ options: TerraformCommand.PlanOptions, ignoring entries: [IgnoredDrift]
    ) async throws(TerraformFault) -> PlanReview {
        guard !entries.isEmpty, options.file == nil, let directory = Self.makePrivateDirectory() else {
            return try await reviewPlan(options)
        }
        defer { try? FileManager.default.removeItem(atPath: directory) }
        var options = options
        let file = directory + "/plan"
        options.file = file
        var review = try await reviewPlan(options)
        guard case .success(let summary) = review.outcome, !summary.drift.isEmpty,
            let details = try? await details(ofPlan: file)
        else { return review }
        review.outcome = .success(summary.leavingOut(details.ignored(by: entries)))
        return review
    }

    /// In the unit's runtime directory, which is in memory, if there is one. Mode 0700.
    private static func makePrivateDirectory() -> String? {
        let environment = ProcessInfo.processInfo.environment
        let base = environment["RUNTIME_DIRECTORY"] ?? environment["TMPDIR"] ?? "/tmp"
        var template = Array("\(base)/terrier-plan-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { return nil }
        return String(decoding: template.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}

extension PlanSummary {
    /// Without the drift of these instances, and without these updates.
    func leavingOut(_ known: (drift: Set<Address>, updates: Set<Address>)) -> PlanSummary {
        var summary = self
        summary.ignored = drift.filter { known.drift.contains($0) }
        summary.drift = drift.filter { !known.drift.contains($0) }
        summary.changes = changes.filter { $0.action != .update || !known.updates.contains($0.address) }
        return summary
    }
}

extension PlanDetails {
    /// The instances of which everything that changed outside Terraform is listed by `ignore:`.
    ///
    /// - Returns: those whose drift is left out, and those whose planned update is left out as well.
    func ignored(by entries: [IgnoredDrift]) -> (drift: Set<Address>, updates: Set<Address>) {
        let drifted = drift.filter { $0.action == .update && !$0.differing.isEmpty }
        // An update that no drift causes is a change of the code: it counts.
        let updates = Set(
            changes.filter { $0.action == .update && entries.coverAll($0.known + $0.unknown, of: $0.address) }
                .map(\.address)
        ).intersection(drifted.map(\.address))
        // What also changed, and what the update would not change back, is what AWS computes from the listed attributes.
        let known = drifted.filter {
            updates.contains($0.address) || entries.coverAll($0.differing, of: $0.address)
        }
        return (Set(known.map(\.address)), updates)
    }
}

extension [IgnoredDrift] {
    /// False also if there are so many paths that not all of them are known.
    fileprivate func coverAll(_ paths: [AttributePath], of address: Address) -> Bool {
        paths.count < PlanDetails.mostPaths && coverAll(Set(paths.map(\.words)), of: address)
    }
}

extension AttributePath {
    /// The names, keys and positions as texts.
    fileprivate var words: [String] {
        steps.map { step in
            switch step {
            case .name(let name): return name
            case .index(let index): return String(index)
            }
        }
    }
}
