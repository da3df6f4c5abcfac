import Decisions
import Ledger
import Terraform

extension EmergencyDeploy {
    /// How many earlier repairs are looked at.
    private static let mostRepairs = 50

    /// Of what would be created, that which an earlier repair may have created already without recording it: one that was killed,
    /// or that did not learn how its apply ended. A second one of the same name would be created beside it.
    func madeBefore(_ creates: [Address], _ state: State) async throws(RepairStop) -> [Refusal] {
        let named = creates.filter { NamesakeSearch.types.contains($0.type) }
        guard !named.isEmpty else { return [] }
        let repairs: [StoredRepair]
        do {
            repairs = try await run.repairer.book.repairs(of: policy.stack, limit: Self.mostRepairs)
        } catch {
            throw .failed(.inspect, error.description)
        }
        var refusals: [Refusal] = []
        for address in named {
            guard let repair = firstUnfinished(of: address, repairs) else { continue }
            let reason: String
            do {
                let found = try await run.tools.namesakes(address, state, repair.startedAt)
                guard let first = found.first else { continue }
                reason =
                    "\(address): \(found.map(\.id).joined(separator: ", ")) has its name, is not in the state, and was made since repair \(repair.id) began, which did not learn how its apply ended: it may have made it, and this one would make a second one. If nothing uses it, delete it, and ask again: \(first.delete)"
            } catch {
                reason =
                    "\(address): repair \(repair.id) did not learn how its apply ended, and whether it made one could not be seen (\(error.message))"
            }
            refusals.append(Refusal(.need, reason))
        }
        return refusals
    }

    /// The first of the repairs since the last one that was done that may have created an address.
    private func firstUnfinished(of address: Address, _ repairs: [StoredRepair]) -> StoredRepair? {
        var first: StoredRepair?
        let name = address.description
        for repair in repairs where repair.id != run.id && repair.addresses.contains(name) {
            switch repair.outcome.map({ RepairOutcome(rawValue: $0) ?? .unknown }) ?? .unknown {
            case .repaired: return first
            case .unknown, .notVerified: first = repair
            case .refused, .wouldApply, .failed: continue
            }
        }
        return first
    }
}
