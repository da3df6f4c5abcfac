import Foundation

/// The account and the identity that the credentials belong to.
public struct CallerIdentity: Sendable, Equatable {
    public var account: String
    public var arn: String
}

extension AWSClient {
    /// The identity of the credentials in use (`GetCallerIdentity`).
    public func callerIdentity(region: String) async throws(AWSFault) -> CallerIdentity {
        let xml = try await query(.sts, "GetCallerIdentity", version: "2011-06-15", region: region, [:])
        guard let account = xml.first("Account"),
            account.utf8.count == 12, account.utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 })
        else {
            throw AWSFault(.notParsed, "GetCallerIdentity", detail: "the response has no account number")
        }
        return CallerIdentity(account: account, arn: xml.first("Arn") ?? "")
    }

    /// Returns temporary credentials of a role.
    func assumeRole(_ parameters: [String: String], webIdentity: Bool, region: String) async throws(AWSFault)
        -> Credentials
    {
        let operation = webIdentity ? "AssumeRoleWithWebIdentity" : "AssumeRole"
        let xml = try await query(.sts, operation, version: "2011-06-15", region: region, parameters)
        guard let id = xml.first("AccessKeyId"), let secret = xml.first("SecretAccessKey"),
            let token = xml.first("SessionToken")
        else { throw AWSFault(.notParsed, operation, detail: "the response has no credentials") }
        return Credentials(
            accessKeyID: id, secretAccessKey: secret, sessionToken: token,
            expiration: xml.first("Expiration").flatMap(ISO8601.date))
    }
}
