import Foundation
import Repairs
import Settings

/// A plan file that is kept for a person.
public struct KeptPlan: Sendable, Equatable {
    /// The directory, which only this user may enter: it contains secrets.
    public var directory: String
    public var file: String
    /// The command that applies exactly this file, for a shell.
    public var apply: String
    /// With whose credentials the plan was made, if the command does not choose them by itself: they must be in the shell. One line
    /// each.
    public var credentials: [String]

    init(in directory: String, of settings: StackSettings, _ environment: [String: String]) {
        self.directory = directory
        file = Self.file(in: directory)
        apply = Self.apply(file, settings, environment)
        credentials = Self.credentials(settings)
    }

    /// A role is assumed by Terrier and not by Terraform, and the profiles of `providers:` are in a file that is gone with the
    /// command.
    private static func credentials(_ settings: StackSettings) -> [String] {
        let own = settings.roleARN.map { role in
            "those of the role \(role)" + (settings.profile.map { ", assumed by the profile \($0)" } ?? "")
        }
        let others = settings.providers.compactMap { entry in
            entry.profile.map { profile in
                "a profile \(profile) for the provider \(entry.provider)"
                    + (entry.roleARN.map { ", of the role \($0)" } ?? "")
            }
        }
        return (own.map { [$0] } ?? []) + others
    }

    static func file(in directory: String) -> String { directory + "/plan" }

    /// The variables that Terraform needs to find the same workspace, backend and account. The other ones of `environment:` are
    /// left out: what they set is in the plan, and they may be secrets.
    private static func apply(
        _ file: String, _ settings: StackSettings, _ environment: [String: String]
    ) -> String {
        var words = ["TF_WORKSPACE=\(settings.workspace)"]
        for name in ["TF_DATA_DIR", "TF_CLI_CONFIG_FILE"] {
            if let value = settings.environment[name] { words.append("\(name)=\(value)") }
        }
        // With a role the profile only assumes it.
        if let profile = settings.profile, settings.roleARN == nil { words.append("AWS_PROFILE=\(profile)") }
        if let region = settings.region { words.append("AWS_REGION=\(region)") }
        if let endpoint = settings.endpoint ?? environment["AWS_ENDPOINT_URL"] {
            words.append("AWS_ENDPOINT_URL=\(endpoint)")
        }
        words += [settings.binary, "-chdir=\(settings.directory)", "apply", file]
        return ShellWords.line(words)
    }

    /// Makes the directory: mode 0700, in `TMPDIR`, else in `/tmp`.
    ///
    /// - Throws: an `ImpactFault` if it cannot be made.
    static func makeDirectory(_ environment: [String: String]) throws(ImpactFault) -> String {
        let base = environment["TMPDIR"].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? "/tmp"
        var template = Array("\(base)/terrier-impact-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw ImpactFault(
                "\(base): no directory for the plan can be made there; set TMPDIR to a writable directory")
        }
        return String(decoding: template.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
