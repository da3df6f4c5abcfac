import Decisions
import Foundation
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
        // The variables of `environment:` that Terraform does not need to find state and account are in the plan.
        var terraform = ManualTerraform(settings, environment)
        terraform.role = nil
        apply = terraform.line(["apply", file])
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
