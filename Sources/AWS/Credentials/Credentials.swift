public import Foundation

/// The credentials that sign AWS calls.
public struct Credentials: Sendable, Equatable, CustomStringConvertible, CustomDebugStringConvertible {
    public var accessKeyID: String
    public var secretAccessKey: String
    public var sessionToken: String?
    /// When they expire; nil if they do not expire.
    public var expiration: Date?

    public init(
        accessKeyID: String, secretAccessKey: String, sessionToken: String? = nil, expiration: Date? = nil
    ) {
        self.accessKeyID = accessKeyID
        self.secretAccessKey = secretAccessKey
        self.sessionToken = sessionToken
        self.expiration = expiration
    }

    /// Never contains the credentials, because descriptions are logged.
    public var description: String { "credentials (redacted)" }
    public var debugDescription: String { description }
}

/// A source of credentials.
public protocol CredentialProviding: Sendable {
    /// Returns credentials that are valid now.
    ///
    /// - Throws: an `AWSFault` with `noCredentials` if there are none, or with the reason why a source failed.
    func credentials() async throws(AWSFault) -> Credentials
}

/// Credentials that never change.
public struct FixedCredentials: CredentialProviding {
    private let fixed: Credentials

    public init(_ credentials: Credentials) {
        fixed = credentials
    }

    public func credentials() async throws(AWSFault) -> Credentials { fixed }
}
