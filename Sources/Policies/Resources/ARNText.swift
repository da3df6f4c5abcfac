/// The parts of an ARN: `arn:PARTITION:SERVICE:REGION:ACCOUNT:REST` (AWS General Reference, "Amazon Resource Names").
struct ARNText {
    var partition, service, region, account, rest: String

    /// Nil for a text that is not an ARN of one resource. Only the last part may contain characters that are escaped in a policy:
    /// IAM replaces variables in that part only ("Policy elements: Variables and tags").
    init?(_ text: String) {
        let parts = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false).map(
            String.init)
        guard parts.count == 6, parts[0] == "arn", parts[1].hasPrefix("aws"), !parts[2].isEmpty,
            !parts[5].isEmpty, parts[1...4].allSatisfy({ $0.utf8.allSatisfy(Self.isPlain) })
        else { return nil }
        partition = parts[1]
        service = parts[2]
        region = parts[3]
        account = parts[4]
        rest = parts[5]
    }

    /// Small letters, digits and `-`.
    static func isPlain(_ byte: UInt8) -> Bool {
        (97...122).contains(byte) || (48...57).contains(byte) || byte == 45
    }
}
