import Catalogue
import Decisions
import Terraform

/// Finds the account and the region of one instance: what its own attributes say counts first, then what the other instances of
/// its provider's configuration show, then what Terrier's configuration says.
struct HomeSearch {
    private let instance: StateInstance
    private let home: InstanceHome
    private let shown: ProviderPlaces.Shown
    /// Whether the provider's configuration has an entry in `providers:`.
    private let isConfigured: Bool
    private let statedAccount: String?
    private let statedRegion: String?

    init(
        _ instance: StateInstance, _ shown: ProviderPlaces.Shown, isConfigured: Bool, account: String?,
        region: String?
    ) {
        self.instance = instance
        home = instance.home
        self.shown = shown
        self.isConfigured = isConfigured
        statedAccount = account
        statedRegion = region
    }

    private var service: AWSService? { Catalogue.type(instance.address.type)?.read.service }

    private var provider: String { instance.configuration.name }

    /// The partition in the ARN of the instance, or in those of the others.
    var partition: String? {
        home.partition ?? (shown.partitions.count == 1 ? shown.partitions.first : nil)
    }

    /// - Parameter account: the account of the credentials.
    /// - Throws: why the instance is not shown to be in this account.
    func checkAccount(of account: String) throws(Unknown) {
        guard let owner = home.account ?? (shown.accounts.isEmpty ? statedAccount : nil) else {
            guard shown.accounts.count == 1, let owner = shown.accounts.first else {
                // The name of a bucket is unique in its partition, so any account gets the same answer about it, or is denied.
                if shown.accounts.isEmpty, service == .s3 { return }
                throw Unknown(.notShown, unshownAccount)
            }
            return try compare(owner, account)
        }
        try compare(owner, account)
    }

    private func compare(_ owner: String, _ account: String) throws(Unknown) {
        guard owner != account else { return }
        throw Unknown(
            .wrongAccount,
            "\(instance.address) belongs to \(owner), the credentials belong to \(account); "
                + remedy(ofDefault: "give the stack credentials of that account"))
    }

    private var unshownAccount: String {
        let remedy = remedy(ofDefault: "set 'account:'")
        guard shown.accounts.isEmpty else {
            let accounts = shown.accounts.sorted().joined(separator: ", ")
            return
                "the resources of \(provider) are in several accounts (\(accounts)), and nothing shows in which of them \(instance.address) is"
        }
        return
            "nothing in the state shows the account of \(provider), so \(instance.address) is not asked for; \(remedy)"
    }

    /// The region to ask in.
    ///
    /// - Throws: why it is not known.
    func region() throws(Unknown) -> String {
        if let region = home.region ?? shownRegion { return region }
        // A global service has one endpoint in each partition.
        if service?.isGlobal == true {
            return (partition.flatMap(Partition.init(named:)) ?? .standard).globalRegion
        }
        guard shown.regions.isEmpty else {
            let regions = shown.regions.sorted().joined(separator: ", ")
            throw Unknown(
                .notShown,
                "the resources of \(provider) are in several regions (\(regions)), and nothing shows in which of them \(instance.address) is; "
                    + remedy(ofDefault: "set 'region:'"))
        }
        throw Unknown(
            .notShown,
            "nothing in the state shows the region of \(provider), so \(instance.address) is not asked for; "
                + (isConfigured
                    ? "set 'region:' of \(provider) in 'providers:'" : remedy(ofDefault: "set 'region:'")))
    }

    /// With several regions in the ARNs, the configured one counts only if it is among them.
    private var shownRegion: String? {
        if shown.regions.count == 1 { return shown.regions.first }
        guard let statedRegion, shown.regions.isEmpty || shown.regions.contains(statedRegion) else {
            return nil
        }
        return statedRegion
    }

    private func remedy(ofDefault text: String) -> String {
        if isConfigured { return "correct \(provider) in 'providers:'" }
        return instance.configuration.isDefault ? text : "add \(provider) to 'providers:'"
    }
}
