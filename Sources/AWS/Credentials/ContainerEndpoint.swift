import Foundation
import HTTP

/// The credentials endpoint of ECS and EKS containers
/// (AWS SDKs and Tools Reference, "Container credential provider").
struct ContainerEndpoint: Sendable {
    var environment: [String: String]
    var http: HTTPClient

    /// Fetches the credentials; nil if the environment names no endpoint.
    func credentials() async throws(AWSFault) -> Credentials? {
        guard let url = try url() else { return nil }
        var headers: [HTTPRequest.Header] = []
        if let token = try token() { headers.append(.init("Authorization", token)) }
        let response: HTTPResponse
        do {
            response = try await http.send(
                HTTPRequest("GET", url, headers: headers), deadline: .seconds(5), limit: 64 << 10)
        } catch {
            throw CredentialSources.none("the container's credentials endpoint: \(error.description)")
        }
        guard response.status == 200,
            let document = try? JSONDecoder().decode(CredentialDocument.self, from: Data(response.body)),
            let credentials = document.credentials
        else {
            throw CredentialSources.none(
                "the container's credentials endpoint returned no credentials, HTTP \(response.status)")
        }
        return credentials
    }

    private func url() throws(AWSFault) -> String? {
        if let path = environment["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"] {
            return "http://169.254.170.2\(path)"
        }
        guard let full = environment["AWS_CONTAINER_CREDENTIALS_FULL_URI"] else { return nil }
        guard let url = URL(string: full), let host = url.host, Self.isAllowed(scheme: url.scheme, host: host)
        else {
            throw CredentialSources.none(
                "AWS_CONTAINER_CREDENTIALS_FULL_URI must be an https URL, or an address of this machine or of the container host"
            )
        }
        return full
    }

    /// Plain http is allowed only for this machine and for the fixed addresses of the container host.
    static func isAllowed(scheme: String?, host: String) -> Bool {
        if scheme == "https" { return true }
        let address = host.trimmingCharacters(in: CharacterSet(charactersIn: "[]"))
        return scheme == "http"
            && (address == "localhost" || address.hasPrefix("127.") || address == "::1"
                || address == "169.254.170.2"
                || address == "169.254.170.23" || address == "fd00:ec2::23")
    }

    private func token() throws(AWSFault) -> String? {
        if let file = environment["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"] {
            guard let token = try? String(contentsOfFile: file, encoding: .utf8) else {
                throw CredentialSources.none("\(file): the container's authorization token cannot be read")
            }
            return token.trimmingCharacters(in: .whitespacesAndNewlines)
        }
        return environment["AWS_CONTAINER_AUTHORIZATION_TOKEN"]
    }
}
