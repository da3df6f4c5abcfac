import AWS
import Decisions
import Terraform

extension StackProbe {
    /// Whose the credentials of the entries of `providers:` are, for those that the states use. Read in every cycle, as for the
    /// stack's own credentials.
    func proofs(for states: State...) async -> [String: AccountProof] {
        guard !providers.isEmpty else { return [:] }
        let used = Set(states.flatMap { $0.instances.map(\.configuration.name) })
        return await proofs(of: providers.filter { used.contains($0.name) })
    }

    func proofs(of providers: [ConfiguredProvider]) async -> [String: AccountProof] {
        await withTaskGroup(of: (String, AccountProof).self) { group in
            for provider in providers { group.addTask { (provider.name, await proof(of: provider)) } }
            var proofs: [String: AccountProof] = [:]
            for await (name, proof) in group { proofs[name] = proof }
            return proofs
        }
    }

    private func proof(of provider: ConfiguredProvider) async -> AccountProof {
        do throws(AWSFault) {
            let region = provider.region ?? subject.region ?? "us-east-1"
            let account = try await provider.aws.callerIdentity(region: region).account
            guard let expected = provider.account, expected != account else {
                return .shown(account: account)
            }
            return .unknown(
                Unknown(
                    .wrongAccount,
                    "the credentials of \(provider.name) belong to \(account), 'providers:' says \(expected)")
            )
        } catch {
            let reason = Unknown(error)
            return .unknown(Unknown(reason.cause, "the credentials of \(provider.name): \(reason.detail)"))
        }
    }

    /// - Parameter before: an earlier state that still names what the state no longer has; nil if it is not needed.
    func homes(
        in state: State, before: State? = nil, _ account: AccountProof, _ proofs: [String: AccountProof]
    ) -> Homes {
        var shown = ProviderPlaces(state)
        if let before { shown.add(before) }
        var others: [String: Homes.Caller] = [:]
        for provider in providers {
            guard let proof = proofs[provider.name] else { continue }
            others[provider.name] = Homes.Caller(
                aws: provider.aws, proof: proof, account: provider.account, region: provider.region)
        }
        return Homes(
            own: .init(aws: aws, proof: account, account: subject.account, region: subject.region),
            others: others, shown: shown)
    }

    /// The homes for the state of an earlier probe; without a state, nothing is asked.
    func homes(in probeResult: ProbeResult) -> Homes {
        let own = Homes.Caller(aws: aws, proof: probeResult.observation.account)
        guard let state = probeResult.state else { return Homes(own: own, shown: ProviderPlaces()) }
        return homes(in: state, probeResult.observation.account, probeResult.proofs)
    }
}
