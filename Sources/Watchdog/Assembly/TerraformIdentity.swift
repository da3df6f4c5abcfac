import AWS
import Commands
import Foundation
import Settings

/// Makes Terraform work under the same identity as Terrier: the credentials go to it as a path to a file, never as
/// variables or arguments.
struct TerraformIdentity: Sendable {
    var settings: StackSettings
    var chain: CredentialChain
    var files: PrivateFiles
    /// Of this process.
    var environment: [String: String]

    /// Terraform's environment, with a credentials file that is valid now.
    func terraformEnvironment() async -> [String: String] {
        var additions = settings.environment
        if let region = settings.region {
            additions["AWS_REGION"] = region
            additions["AWS_DEFAULT_REGION"] = region
        }
        additions["AWS_ENDPOINT_URL"] = settings.endpoint ?? environment["AWS_ENDPOINT_URL"]
        // Nothing but the file: no configuration that would assume a role on top, no instance metadata.
        additions["AWS_CONFIG_FILE"] = "/dev/null"
        additions["AWS_EC2_METADATA_DISABLED"] = "true"
        additions["AWS_SHARED_CREDENTIALS_FILE"] = await credentialsFile() ?? "/dev/null"
        return AllowedEnvironment.make(from: environment, adding: additions)
    }

    /// Writes the credentials file anew, for an apply: Terraform cannot be given others on its way.
    ///
    /// - Parameter span: for how long they should be valid.
    /// - Returns: for how long they are; nil where they do not expire.
    /// - Throws: where there are none.
    func renew(lasting span: Duration) async throws(AWSFault) -> Duration? {
        let credentials = try await chain.credentials(lasting: span)
        _ = file(of: credentials)
        return credentials.expiration.map { .seconds($0.timeIntervalSinceNow) }
    }

    /// Nil where there are no credentials: Terraform is run without any then, and says so where it needs them.
    private func credentialsFile() async -> String? {
        guard let credentials = try? await chain.credentials() else { return nil }
        return file(of: credentials)
    }

    private func file(of credentials: Credentials) -> String? {
        var sections = ["default"]
        // A backend or a provider may name the profile itself.
        if let profile = settings.profile ?? environment["AWS_PROFILE"], profile != "default" {
            sections.append(profile)
        }
        let text = sections.map { Self.section($0, credentials) }.joined()
        return files.write(text, to: "credentials-\(settings.name)")
    }

    private static func section(_ name: String, _ credentials: Credentials) -> String {
        var text = "[\(name)]\naws_access_key_id = \(credentials.accessKeyID)\n"
        text += "aws_secret_access_key = \(credentials.secretAccessKey)\n"
        if let token = credentials.sessionToken { text += "aws_session_token = \(token)\n" }
        return text
    }
}
