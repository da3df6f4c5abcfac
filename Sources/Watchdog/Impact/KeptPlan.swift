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

    init(in directory: String, of settings: StackSettings, _ environment: [String: String]) {
        self.directory = directory
        file = Self.file(in: directory)
        apply = ManualTerraform(settings, environment).line(["apply", file])
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
