import Decisions
import Probes
import Terraform

/// What a stack's configuration lets a repair do to an address, as the inspection of its plans admits it.
struct RepairScope {
    private let policy: Policy
    /// APIs that no repair can make again, with what stands in the way.
    private(set) var lostForGood: [Address: [Address]] = [:]

    init(_ policy: Policy, _ state: State) {
        self.policy = policy
        for api in state.managed where api.address.type == RestAPIRights.type && creates(api.address) {
            let obstacles = obstacles(to: api, in: state)
            if !obstacles.isEmpty { lostForGood[api.address] = obstacles }
        }
    }

    /// An emergency deploy makes what is proven missing of a tier, which takes a type that can be asked for, and what
    /// `allow:` names.
    func creates(_ address: Address) -> Bool {
        guard lostForGood[address] == nil else { return false }
        let isProvable = ResourceProbes.types.contains(address.type)
        return isProvable && policy.tiers.contains { $0.covers(address) }
            || allow.create.contains { $0.matches(address) }
    }

    func replaces(_ address: Address) -> Bool { isOpen(address, to: allow.replace) }

    func updates(_ address: Address) -> Bool { isOpen(address, to: allow.update) }

    func deletes(_ address: Address) -> Bool { policy.mayDestroy(address) }

    /// What tiers with `create: true` spell out and the state does not have.
    func fresh(in state: State) -> [Address] {
        policy.tiers.filter(\.create).flatMap { $0.addresses.compactMap(\.literal) }
            .filter { state.instance(at: $0) == nil && ResourceProbes.types.contains($0.type) }
    }

    /// What is within an API is lost with it, and planned together with it where the tier has both. One of these that may
    /// not be created has the whole plan refused.
    private func obstacles(to api: StateInstance, in state: State) -> [Address] {
        guard let id = api.attributes[.id], let tier = policy.tiers.first(where: { $0.covers(api.address) })
        else { return [] }
        return state.managed.filter { $0.attributes[.restAPIID] == id && tier.covers($0.address) }
            .map(\.address).filter { !creates($0) && !replaces($0) }
    }

    private var allow: GuardrailSettings.Allowance { policy.guardrails.allow }

    private func isOpen(_ address: Address, to patterns: [Pattern]) -> Bool {
        patterns.contains { $0.matches(address) }
            && !policy.guardrails.protect.contains { $0.matches(address) }
    }
}
