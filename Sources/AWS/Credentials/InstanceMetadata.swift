import Foundation
import HTTP

/// The credentials of an EC2 instance's role, read with a session token (IMDSv2; AWS, "Use the Instance Metadata Service").
struct InstanceMetadata: Sendable {
    var environment: [String: String]
    var http: HTTPClient

    private var base: String { environment["AWS_EC2_METADATA_SERVICE_ENDPOINT"] ?? "http://169.254.169.254" }

    /// Fetches the credentials; nil if this machine is not an EC2 instance, or an instance without a role.
    func credentials() async throws(AWSFault) -> Credentials? {
        guard environment["AWS_EC2_METADATA_DISABLED"]?.lowercased() != "true" else { return nil }
        let path = "/latest/meta-data/iam/security-credentials/"
        guard
            let token = await fetch(
                "PUT", "/latest/api/token", [.init("X-aws-ec2-metadata-token-ttl-seconds", "21600")]),
            let role = await fetch("GET", path, [.init("X-aws-ec2-metadata-token", token)]),
            let name = role.split(whereSeparator: \.isNewline).first
        else { return nil }
        guard let text = await fetch("GET", path + name, [.init("X-aws-ec2-metadata-token", token)]),
            let document = try? JSONDecoder().decode(CredentialDocument.self, from: Data(text.utf8)),
            let credentials = document.credentials
        else { throw CredentialSources.none("the instance metadata has a role but no credentials for it") }
        return credentials
    }

    /// The body of a response with status 200; nil otherwise. On a machine that is not an instance nothing listens at this
    /// address, so the deadline is short.
    private func fetch(_ method: String, _ path: String, _ headers: [HTTPRequest.Header]) async -> String? {
        let request = HTTPRequest(method, base + path, headers: headers)
        guard let response = try? await http.send(request, deadline: .seconds(1), limit: 64 << 10),
            response.status == 200
        else { return nil }
        return String(decoding: response.body, as: UTF8.self)
    }
}
