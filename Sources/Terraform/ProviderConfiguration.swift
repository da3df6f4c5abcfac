/// One configuration of a provider, as the state names it for a resource: `provider["registry.terraform.io/hashicorp/aws"].west`,
/// with `module.NAME.` in front if the block is in a module (Terraform, `internal/addrs/provider_config.go`).
///
/// A block in the code has one set of credentials, so all instances of one configuration are in one account.
public struct ProviderConfiguration: Sendable, Hashable {
    /// The provider's source: `registry.terraform.io/hashicorp/aws`.
    public let source: String
    /// `module.hub.`; empty for the root module.
    private let module: String
    /// `west`, or `by_region["eu-west-1"]` of OpenTofu; nil for the default configuration.
    private let alias: String?

    /// A text that is in neither form of the state, the one above or `provider.aws.west` of Terraform 0.12, is the source of a
    /// provider.
    public init(_ text: String) {
        let parts = text.split(separator: "\"", omittingEmptySubsequences: false)
        if parts.count > 2, parts[0].hasSuffix(Self.bracket) {
            source = String(parts[1])
            module = String(parts[0].dropLast(Self.bracket.count))
            let rest = parts[2...].joined(separator: "\"")
            alias = rest.hasPrefix("].") ? String(rest.dropFirst(2)) : nil
            return
        }
        let words = text.split(separator: ".")
        // A module may have this name, too.
        let mark = words.indices.first { $0.isMultiple(of: 2) && words[$0] == "provider" }
        guard let mark, words.indices.contains(mark + 1) else {
            (source, module, alias) = (text, "", nil)
            return
        }
        source = String(words[mark + 1])
        module = words[..<mark].map { $0 + "." }.joined()
        alias = words.count > mark + 2 ? words[(mark + 2)...].joined(separator: ".") : nil
    }

    private static let bracket = "provider["

    /// Whether it is the block without an alias in the root module.
    public var isDefault: Bool { module.isEmpty && alias == nil }

    /// As `providers:` names it: `aws`, `aws.west`, `module.hub.aws.west`.
    public var name: String {
        let type = source.split(separator: "/").last ?? "aws"
        return module + type + (alias.map { ".\($0)" } ?? "")
    }
}
