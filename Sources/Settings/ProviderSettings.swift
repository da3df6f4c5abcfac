/// One entry of `providers:`: with whose credentials the resources of one configuration of the AWS provider are read.
public struct ProviderSettings: Sendable, Equatable {
    /// As the state names it: `aws.network`, `module.hub.aws.network`.
    public var provider: String
    /// Twelve digits: the account that the credentials must belong to. That of the role if the entry names one, and the stack's if
    /// it names no credentials; nil if the stack has none either.
    public var account: String?
    /// The region of resources whose region the state does not show.
    public var region: String?
    /// A section of the shared files. Terraform gets a profile of this name, with the same identity.
    public var profile: String?
    /// A role that is assumed with the credentials of the profile, or else with the stack's own.
    public var roleARN: String?
    public var externalID: String?
}
