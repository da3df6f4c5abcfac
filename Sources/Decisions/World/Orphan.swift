/// A resource that AWS has and the state lacks, although an earlier state had it: Terraform would create it a second time.
public struct Orphan: Sendable, Equatable, Codable {
    public enum Cause: String, Sendable, Codable {
        /// Somebody wrote a state without it.
        case removed
        /// A failed or killed apply of Terrier left it out of the state, or did not write it.
        case dropped
    }

    public var address: Address
    public var cause: Cause
    /// The id by which `terraform import` finds it; nil if it is not known.
    public var importID: String?
    /// Why the id is not known; nil if it is known.
    public var unknownID: String?
    /// The serial of the newest stored state that has it, and when the backend was last seen to have that state (RFC 3339); nil for
    /// what was dropped.
    public var serial: UInt64?
    public var seenAt: String?

    public init(
        _ address: Address, _ cause: Cause, importID: String?, unknownID: String? = nil,
        serial: UInt64? = nil,
        seenAt: String? = nil
    ) {
        self.address = address
        self.cause = cause
        self.importID = importID
        self.unknownID = unknownID
        self.serial = serial
        self.seenAt = seenAt
    }

    /// The command that imports it by hand, for a POSIX shell; nil if the id is not known.
    public func command(_ terraform: ManualTerraform) -> String? {
        importID.map { terraform.importing(address, as: $0) }
    }

    /// The block of code that imports it with the next apply (Terraform 1.5 and newer); nil if the id is not known.
    public var block: String? {
        importID.map { "import {\n  to = \(address)\n  id = \(Self.quoted($0))\n}\n" }
    }

    /// `exists in AWS, and the state lacks it since serial 7; TF_WORKSPACE=default terraform -chdir=/srv/live import
    /// aws_dynamodb_table.events events`
    public func words(_ terraform: ManualTerraform) -> String {
        let since = serial.map { "the state of serial \($0) was the last that had it" }
        let why = since ?? "a failed apply of Terrier left it out of the state"
        let how = command(terraform) ?? "its import id is not known: \(unknownID ?? "")"
        return "exists in AWS and not in the state; \(why); \(how)"
    }

    /// A string of HCL: quotes, backslashes and the beginnings of templates are escaped, unprintable characters as `\uNNNN`.
    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "$", "%": quoted.unicodeScalars.append(scalar)
            case "{" where quoted.last == "$" || quoted.last == "%":
                if let last = quoted.last { quoted.append(last) }
                quoted += "{"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F:
                let digits = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
