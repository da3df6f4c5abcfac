public import Foundation

/// What AWS calls are signed with.
public struct Credentials: Sendable, Equatable, CustomStringConvertible, CustomDebugStringConvertible {
    public var accessKeyID: String
    public var secretAccessKey: String
    public var sessionToken: String?
    /// When they stop working; nil for those that do not.
    public var expiration: Date?

    public init(
        accessKeyID: String, secretAccessKey: String, sessionToken: String? = nil, expiration: Date? = nil
    ) {
        self.accessKeyID = accessKeyID
        self.secretAccessKey = secretAccessKey
        self.sessionToken = sessionToken
        self.expiration = expiration
    }

    /// Never the credentials themselves: descriptions end up in logs.
    public var description: String { "credentials (redacted)" }
    public var debugDescription: String { description }
}

/// Where credentials come from.
public protocol CredentialProviding: Sendable {
    /// Credentials that are valid now.
    func credentials() async throws(AWSFault) -> Credentials
}

/// Credentials that were given once and stay.
public struct FixedCredentials: CredentialProviding {
    private let fixed: Credentials

    public init(_ credentials: Credentials) {
        fixed = credentials
    }

    public func credentials() async throws(AWSFault) -> Credentials { fixed }
}
