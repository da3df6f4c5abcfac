import Foundation

/// Whose credentials these are.
public struct CallerIdentity: Sendable, Equatable {
    public var account: String
    public var arn: String
}

extension AWSClient {
    public func callerIdentity(region: String) async throws(AWSFault) -> CallerIdentity {
        let xml = try await query(.sts, "GetCallerIdentity", version: "2011-06-15", region: region, [:])
        guard let account = xml.first("Account"),
            account.utf8.count == 12, account.utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 })
        else {
            throw AWSFault(.notParsed, "GetCallerIdentity", detail: "the answer names no account")
        }
        return CallerIdentity(account: account, arn: xml.first("Arn") ?? "")
    }

    /// Credentials of a role, for as long as AWS grants them.
    func assumeRole(_ parameters: [String: String], webIdentity: Bool, region: String) async throws(AWSFault)
        -> Credentials
    {
        let operation = webIdentity ? "AssumeRoleWithWebIdentity" : "AssumeRole"
        let xml = try await query(.sts, operation, version: "2011-06-15", region: region, parameters)
        guard let id = xml.first("AccessKeyId"), let secret = xml.first("SecretAccessKey"),
            let token = xml.first("SessionToken")
        else { throw AWSFault(.notParsed, operation, detail: "the answer holds no credentials") }
        return Credentials(
            accessKeyID: id, secretAccessKey: secret, sessionToken: token,
            expiration: xml.first("Expiration").flatMap(ISO8601.date))
    }
}
