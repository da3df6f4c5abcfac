import AWS
import Commands
import Foundation
import Settings

/// Runs Terraform under the same identity as Terrier: it gets the path of a credentials file, never credentials in variables
/// or arguments.
struct TerraformIdentity: Sendable {
    var settings: StackSettings
    var chain: CredentialChain
    /// The entries of `providers:`. Terraform gets a profile for each that names one.
    var providers: [ProviderIdentity]
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
        // Only Terrier's credentials file is used: no configuration file that would assume another role, no instance metadata.
        additions["AWS_CONFIG_FILE"] = "/dev/null"
        additions["AWS_EC2_METADATA_DISABLED"] = "true"
        additions["AWS_SHARED_CREDENTIALS_FILE"] = await credentialsFile() ?? "/dev/null"
        return AllowedEnvironment.make(from: environment, adding: additions)
    }

    /// Writes the credentials file again before an apply: Terraform cannot be given new credentials while it runs.
    ///
    /// - Parameter span: how long the credentials should be valid.
    /// - Returns: how long they are valid; nil if they do not expire.
    /// - Throws: `AWSFault` if the stack has none.
    func renew(lasting span: Duration) async throws(AWSFault) -> Duration? {
        let credentials = try await chain.credentials(lasting: span)
        var sections = ownSections(credentials)
        var first = credentials.expiration
        for (profile, chain) in profiles {
            // Terraform reports an error if it needs a profile that is left out.
            guard let credentials = try? await chain.credentials(lasting: span) else { continue }
            sections.append(Self.section(profile, credentials))
            first = [first, credentials.expiration].compactMap { $0 }.min()
        }
        _ = write(sections)
        return first.map { .seconds($0.timeIntervalSinceNow) }
    }

    /// Nil if there are no credentials: Terraform then runs without, and reports an error if it needs them. The same goes for
    /// a profile.
    private func credentialsFile() async -> String? {
        var sections: [String] = []
        if let credentials = try? await chain.credentials() { sections = ownSections(credentials) }
        for (profile, chain) in profiles {
            guard let credentials = try? await chain.credentials() else { continue }
            sections.append(Self.section(profile, credentials))
        }
        return sections.isEmpty ? nil : write(sections)
    }

    /// The profiles of `providers:`, each once.
    private var profiles: [(name: String, chain: CredentialChain)] {
        var seen: Set<String> = []
        return providers.compactMap { provider in
            guard let profile = provider.settings.profile, seen.insert(profile).inserted else { return nil }
            return (profile, provider.chain)
        }
    }

    private func ownSections(_ credentials: Credentials) -> [String] {
        var names = ["default"]
        // The configuration of a backend or of a provider may name the profile.
        if let profile = settings.profile ?? environment["AWS_PROFILE"], profile != "default",
            !profiles.contains(where: { $0.name == profile })
        {
            names.append(profile)
        }
        return names.map { Self.section($0, credentials) }
    }

    private func write(_ sections: [String]) -> String? {
        files.write(sections.joined(), to: "credentials-\(settings.name)")
    }

    private static func section(_ name: String, _ credentials: Credentials) -> String {
        var text = "[\(name)]\naws_access_key_id = \(credentials.accessKeyID)\n"
        text += "aws_secret_access_key = \(credentials.secretAccessKey)\n"
        if let token = credentials.sessionToken { text += "aws_session_token = \(token)\n" }
        return text
    }
}
