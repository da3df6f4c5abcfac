public import AWS

/// One configuration of the provider that is asked with credentials of its own, as `providers:` of a stack says.
public struct ConfiguredProvider: Sendable {
    /// `aws.network`
    public var name: String
    public var aws: AWSClient
    /// The account that the credentials must belong to; nil if nothing says it.
    public var account: String?
    /// Where instances are whose region the state does not show.
    public var region: String?

    public init(name: String, aws: AWSClient, account: String?, region: String?) {
        self.name = name
        self.aws = aws
        self.account = account
        self.region = region
    }
}
