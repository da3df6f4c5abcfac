import Decisions
import Yams

extension YAMLReader {
    private static let providerKeys = ["provider", "account", "region", "profile", "role_arn", "external_id"]

    /// The entries of `providers:`.
    ///
    /// - Parameter stackAccount: `account:` of the stack.
    mutating func providers(_ node: Node, stackAccount: String?, stackProfile: String?) -> [ProviderSettings]
    {
        var names: Set<String> = []
        var profiles: [String: ProviderSettings] = [:]
        return list(node, "providers").compactMap { item in
            guard let table = table(item, "an entry of providers", keys: Self.providerKeys),
                let node = required(table, "provider"), let name = provider(node)
            else { return nil }
            if !names.insert(name).inserted {
                fault(node, "two entries of providers are for '\(name)'; remove one")
            }
            let entry = ProviderSettings(
                provider: name, account: account(of: table, stackAccount),
                region: table["region"].flatMap { self.region($0) },
                profile: table["profile"].flatMap { profile($0) },
                roleARN: table["role_arn"].flatMap { roleARN($0) },
                externalID: table["external_id"].flatMap { text($0, "external_id") })
            if table["external_id"] != nil, table["role_arn"] == nil {
                fault(table["external_id"], "external_id is only for a role; add 'role_arn:'")
            }
            guard let profile = entry.profile else { return entry }
            // Terraform gets one section for each profile.
            if ["default", stackProfile].contains(profile) {
                fault(
                    table["profile"],
                    "the profile '\(profile)' is the stack's own identity; remove it from this entry, or name another"
                )
            } else if let other = profiles[profile], other.roleARN != entry.roleARN {
                fault(
                    table["profile"],
                    "the profile '\(profile)' has another role in the entry of '\(other.provider)'; "
                        + "Terraform gets one identity for each profile")
            }
            profiles[profile] = profiles[profile] ?? entry
            return entry
        }
    }

    /// `aws.NAME`, or `module.NAME.aws` with or without an alias.
    private mutating func provider(_ node: Node) -> String? {
        guard let text = text(node, "provider") else { return nil }
        var words = text.prefix { $0 != "[" }.split(separator: ".", omittingEmptySubsequences: false)
        let hasModule = words.first == "module"
        while words.first == "module", words.count > 2 { words.removeFirst(2) }
        guard words.allSatisfy({ ValueText.isIdentifier($0) }), words.count <= 2, words.first != "module"
        else {
            fault(
                node, "the provider '\(text)' is not a provider's configuration; write it as in aws.network")
            return nil
        }
        guard words.first == "aws" else {
            let near = words.count == 1 ? "aws.\(words[0])" : "aws.\(words[1])"
            fault(node, "the provider '\(text)' is not one of AWS; did you mean '\(near)'?")
            return nil
        }
        guard words.count == 2 || hasModule else {
            fault(
                node,
                "'aws' is the default configuration, which uses the stack's own credentials; set the stack's "
                    + "'account:', 'region:', 'profile:' and 'role_arn:'")
            return nil
        }
        return text
    }

    private mutating func profile(_ node: Node) -> String? {
        guard let name = text(node, "profile") else { return nil }
        // It becomes the name of a section in a file that Terrier writes.
        guard name.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "-_.@+/".contains($0)) }) else {
            fault(
                node, "the profile's name is not valid; use letters, digits, '-', '_', '.', '@', '+' and '/'")
            return nil
        }
        return name
    }

    /// The account in a role's ARN; nil if the text is none.
    private static func account(ofRole node: Node) -> String? {
        let parts = node.scalar?.string.split(separator: ":", omittingEmptySubsequences: false) ?? []
        return parts.count == 6 && parts[4].count == 12 ? String(parts[4]) : nil
    }

    /// The account of an entry, which its credentials must belong to.
    private mutating func account(of table: CheckedMapping, _ stackAccount: String?) -> String? {
        let written = table["account"].flatMap { account($0) }
        let ofRole = table["role_arn"].flatMap { Self.account(ofRole: $0) }
        if let written, let ofRole, written != ofRole {
            fault(
                table["account"], "the account '\(written)' is not that of role_arn, \(ofRole); correct one")
        }
        if table["profile"] == nil, table["role_arn"] == nil {
            if let written, let stackAccount, written != stackAccount {
                fault(
                    table["account"],
                    "the account '\(written)' is not the stack's, and the entry names no credentials of it; add 'profile:' or 'role_arn:'"
                )
            } else if table["region"] == nil {
                fault(table.node, "an entry of providers without credentials needs 'region:'")
            }
            return written ?? stackAccount
        }
        if table["account"] == nil, ofRole == nil, table["role_arn"] == nil,
            !table.misspelled.contains("account")
        {
            fault(
                table.node,
                "an entry of providers with a profile needs 'account:', the twelve-digit account that its credentials must belong to"
            )
        }
        return written ?? ofRole
    }
}
