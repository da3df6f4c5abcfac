import AWS
import Catalogue
import Decisions
import Terraform

/// In which account and region each instance is, and with whose credentials AWS is asked there.
///
/// A response from another account or region says nothing about an instance, so it is asked for only where it is shown to be: by
/// its own attributes, else by the other instances of its provider's configuration, else by the configuration of Terrier.
struct Homes: Sendable {
    /// One region of one account, with the credentials for it.
    struct Place: Sendable, Hashable, Comparable {
        /// The entry of `providers:` whose credentials are used; nil for the stack's own.
        var provider: String?
        var region: String
        /// The partition's name in the ARNs; nil if no ARN shows it.
        var partition: String?

        private var order: [String] { [provider ?? "", region, partition ?? ""] }

        static func < (left: Place, right: Place) -> Bool {
            left.order.lexicographicallyPrecedes(right.order)
        }
    }

    /// Credentials, and whose they are.
    struct Caller: Sendable {
        var aws: AWSClient
        /// The account that the credentials belong to, or why it is not known.
        var proof: AccountProof
        /// The account and the region that the configuration names.
        var account: String?
        var region: String?
    }

    private let own: Caller
    private let others: [String: Caller]
    private let shown: ProviderPlaces

    /// - Parameters:
    ///   - own: the stack's own credentials, used for every configuration that has no entry in `providers:`.
    ///   - others: those of the entries, by name.
    init(own: Caller, others: [String: Caller] = [:], shown: ProviderPlaces) {
        self.own = own
        self.others = others
        self.shown = shown
    }

    /// Why nothing that Terraform plans is believed; nil if nothing speaks against it. With credentials of another account it would
    /// plan to create what is in the right one.
    var doubtOfPlan: Unknown? {
        let callers = [("aws", own)] + others.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        for (name, caller) in callers {
            guard case .shown(let account) = caller.proof else { return caller.proof.doubt }
            if let owner = shown.account(of: name), owner != account {
                return Unknown(
                    .wrongAccount,
                    "the resources of \(name) are in \(owner), its credentials belong to \(account)")
            }
        }
        return nil
    }

    /// Why nothing is believed that AWS returns for the stack's own credentials; nil if they are verified.
    var ownDoubt: Unknown? { own.proof.doubt }

    /// The client for a place.
    func client(for place: Place) -> AWSClient {
        let caller = place.provider.flatMap { others[$0] } ?? own
        var client = caller.aws
        // The rates of reads are those of the account that the credentials really belong to.
        if case .shown(let account) = caller.proof { client.account = account }
        client.partition = place.partition.flatMap(Partition.init(named:))
        return client
    }

    /// Where to ask for an instance.
    ///
    /// - Returns: the reason, with what to do about it, if it is not shown where the instance is, or if the credentials do not
    ///   belong to its account.
    func place(of instance: StateInstance) -> Result<Place, Unknown> {
        let name = instance.configuration.name
        let entry = others[name]
        let caller = entry ?? own
        switch caller.proof {
        case .other, .unknown:
            return .failure(caller.proof.doubt ?? Unknown(.failed, ""))
        case .shown(let account):
            // The stack's own account and region are those of the default configuration alone.
            let isStated = entry != nil || instance.configuration.isDefault
            let search = HomeSearch(
                instance, shown[instance.configuration], isConfigured: entry != nil,
                account: isStated ? caller.account : nil, region: isStated ? caller.region : nil)
            do throws(Unknown) {
                try search.checkAccount(of: account)
                return .success(
                    Place(
                        provider: entry == nil ? nil : name, region: try search.region(),
                        partition: search.partition))
            } catch {
                return .failure(error)
            }
        }
    }
}
