import AWS
import Commands
import Foundation
import Settings

/// Runs Terraform under the same identity as Terrier: it gets the path of a credentials file, never credentials in variables
/// or arguments.
struct TerraformIdentity: Sendable {
    var settings: StackSettings
    var chain: CredentialChain
    var files: PrivateFiles
    /// The environment of this process.
    var environment: [String: String]

    /// Terraform's environment, with a credentials file that is valid now.
    func terraformEnvironment() async -> [String: String] {
        var additions = settings.environment
        if let region = settings.region {
            additions["AWS_REGION"] = region
            additions["AWS_DEFAULT_REGION"] = region
        }
        additions["AWS_ENDPOINT_URL"] = settings.endpoint ?? environment["AWS_ENDPOINT_URL"]
        // Only the credentials file is used: no configuration file that would assume another role, no instance metadata.
        additions["AWS_CONFIG_FILE"] = "/dev/null"
        additions["AWS_EC2_METADATA_DISABLED"] = "true"
        additions["AWS_SHARED_CREDENTIALS_FILE"] = await credentialsFile() ?? "/dev/null"
        return AllowedEnvironment.make(from: environment, adding: additions)
    }

    /// Writes the credentials file again before an apply: Terraform cannot be given new credentials while it runs.
    ///
    /// - Parameter span: how long the credentials should be valid.
    /// - Returns: how long they are valid; nil if they do not expire.
    /// - Throws: `AWSFault` if there are none.
    func renew(lasting span: Duration) async throws(AWSFault) -> Duration? {
        let credentials = try await chain.credentials(lasting: span)
        _ = file(of: credentials)
        return credentials.expiration.map { .seconds($0.timeIntervalSinceNow) }
    }

    /// Nil if there are no credentials: Terraform then runs without, and reports an error if it needs them.
    private func credentialsFile() async -> String? {
        guard let credentials = try? await chain.credentials() else { return nil }
        return file(of: credentials)
    }

    private func file(of credentials: Credentials) -> String? {
        var sections = ["default"]
        // The configuration of a backend or of a provider may name the profile.
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
