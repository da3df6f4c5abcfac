/// The parts of an ARN that say where a resource is: `arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE` (AWS, "Identify AWS resources
/// with Amazon Resource Names").
public struct ARN: Sendable, Equatable {
    public var partition: String
    /// Nil if the ARN names none: IAM, Route 53, S3.
    public var region: String?
    /// Twelve digits. Nil if the ARN names no account: S3, API Gateway, and resources that belong to AWS itself.
    public var account: String?

    /// Nil if the text is not an ARN.
    public init?(_ text: String?) {
        guard let parts = text?.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false),
            parts.count == 6, parts[0] == "arn", !parts[1].isEmpty
        else { return nil }
        partition = String(parts[1])
        region = parts[3].isEmpty ? nil : String(parts[3])
        account = Self.isAccount(parts[4]) ? String(parts[4]) : nil
    }

    /// Whether a text is the number of an account.
    public static func isAccount(_ text: some StringProtocol) -> Bool {
        text.utf8.count == 12 && text.utf8.allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
    }
}
