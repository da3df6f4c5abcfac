import Catalogue
import Decisions
import Terraform

extension EmergencyDeploy {
    /// Of what would be created, that which is not, because of the data that it held: a restore needs the same name, and an empty
    /// table must not take it while a backup exists; a new key does not replace the old one.
    ///
    /// - Returns: the reason by address, as what follows it in a sentence.
    func keptByTheirData(_ creates: [Address], _ state: State) async -> [Address: String] {
        var reasons: [Address: String] = [:]
        for address in DataBearing.irreplaceable(creates)
        where !policy.guardrails.allow.create.contains(where: { $0.matches(address) }) {
            reasons[address] =
                "is not replaced by a new one for those who used it: 'allow:' has no create for it"
        }
        for address in DataBearing.backedUp(creates) {
            switch await run.tools.backups(address, state) {
            case .none: continue
            case .some(let count, let newest):
                let now = run.tools.now().wall
                reasons[address] =
                    "has \(count) backup(s): restore it, or delete them, by hand"
                    + (newest.map { "; \($0.advice(at: now))" } ?? "")
            case .unknown(let reason):
                reasons[address] = "may have backups, which could not be listed (\(reason))"
            }
        }
        return reasons
    }
}

extension [Address: String] {
    /// A refusal for each, in the order of the addresses.
    var refusals: [Refusal] {
        sorted { $0.key < $1.key }.map { Refusal(.backups, "\($0.key) \($0.value)") }
    }
}
