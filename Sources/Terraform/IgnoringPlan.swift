import Commands
import Decisions
import Foundation

/// A plan from which known changes outside Terraform are left out.
extension Terraform {
    /// The most bytes of a plan in JSON that are read.
    private static let largestPlan = 128 << 20

    /// Plans like `plan`, and leaves out the instances of which everything that changed outside Terraform is listed by `ignoring`.
    ///
    /// The lines of `plan -json` name no attributes, so the plan is written to a file, which only this user may read, and read
    /// with `show -json`. The file is deleted before this returns. If it cannot be read, nothing is left out.
    func plan(
        _ options: TerraformCommand.PlanOptions, ignoring entries: [IgnoredDrift]
    ) async throws(TerraformFault) -> PlanSummary {
        guard !entries.isEmpty, options.file == nil, let directory = Self.makePrivateDirectory() else {
            return try await plan(options)
        }
        defer { try? FileManager.default.removeItem(atPath: directory) }
        var options = options
        options.file = directory + "/plan"
        let summary = try await plan(options)
        guard !summary.drift.isEmpty, let file = options.file, let document = await document(of: file) else {
            return summary
        }
        return summary.leavingOut(document.ignored(by: entries))
    }

    private func document(of file: String) async -> PlanDocument? {
        let result = try? await run(.show(planFile: file), verb: "show", limit: Self.largestPlan)
        guard let result, result.succeeded, !result.isTruncated else { return nil }
        return try? JSONDecoder().decode(PlanDocument.self, from: Data(result.output))
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
