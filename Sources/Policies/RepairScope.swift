import Catalogue
import Decisions
import Probes
import Terraform

/// What a stack's configuration allows a repair to do to an address, by the same rules as the inspection of plans.
struct RepairScope {
    private let policy: Policy
    /// APIs that no repair can recreate, each with the addresses that prevent it.
    private(set) var notRecreatable: [Address: [Address]] = [:]
    /// Instances that an emergency deploy may update because it creates something of their tier that they depend on.
    private var followers: Set<Address> = []

    init(_ policy: Policy, _ state: State) {
        self.policy = policy
        for api in state.managed where api.address.type == ResourceType.restAPI.name && creates(api.address) {
            let obstacles = obstacles(to: api, in: state)
            if !obstacles.isEmpty { notRecreatable[api.address] = obstacles }
        }
        if policy.guardrails.consequences == .admit { followers = followers(in: state) }
    }

    /// An emergency deploy creates what is proven to be missing from a tier, which is only possible for types that Terrier can
    /// query; and what `allow:` lists.
    func creates(_ address: Address) -> Bool {
        guard notRecreatable[address] == nil else { return false }
        let isProvable = Catalogue.names.contains(address.type)
        return isProvable && policy.tiers.contains { $0.covers(address) }
            || allow.create.contains { $0.matches(address) }
            || policy.placeholder?.covers(address) == true || policy.openCORS?.covers(address) == true
    }

    func replaces(_ address: Address) -> Bool { isOpen(address, to: allow.replace) }

    func updates(_ address: Address) -> Bool {
        isOpen(address, to: allow.update + (policy.openCORS?.addresses ?? []))
            || policy.placeholder?.covers(address) == true
                && !policy.guardrails.protect.contains { $0.matches(address) }
            || followers.contains(address) && !policy.guardrails.protect.contains { $0.matches(address) }
    }

    func deletes(_ address: Address) -> Bool { policy.mayDestroy(address) }

    /// Literal addresses of tiers with `create: true` that are not in the state.
    func newAddresses(in state: State) -> [Address] {
        policy.tiers.filter(\.create).flatMap { $0.addresses.compactMap(\.literal) }
            .filter { state.instance(at: $0) == nil && Catalogue.names.contains($0.type) }
    }

    /// What the plan of a tier may update as a consequence.
    private func followers(in state: State) -> Set<Address> {
        var followers: Set<Address> = []
        for tier in policy.tiers {
            let covered = state.managed.filter { tier.covers($0.address) }
            // By type and name, which are all that most dependencies differ in.
            let created = Dictionary(grouping: covered.map(\.address).filter(creates)) {
                "\($0.type).\($0.name)"
            }
            for instance in covered {
                let needs = instance.dependencies
                let candidates = needs.flatMap { created["\($0.type).\($0.name)"] ?? [] }
                guard !candidates.isEmpty else { continue }
                let facts = InspectionFacts(dependencies: [instance.address: needs])
                if facts.depends(instance.address, onOneOf: candidates) { followers.insert(instance.address) }
            }
        }
        return followers
    }

    /// Resources inside an API are lost together with it, and planned together with it if the tier covers both. If one of them
    /// may not be created, the whole plan is refused.
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
