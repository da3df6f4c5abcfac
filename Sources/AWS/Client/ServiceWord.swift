/// Recognises AWS's status words and error codes, such as `ACTIVE`, `EniLimitExceeded`, `XAmzContentSHA256Mismatch` or
/// `AWS.SimpleQueueService.NonExistentQueue`. Text in any other form may come from a proxy on the way and may contain
/// anything, secrets included; it is never printed.
enum ServiceWord {
    private static let longest = 64
    private static let mostDigits = 3

    /// Whether a text is one: a letter, then letters, points and underscores, and among them at most one number of three digits,
    /// which does not stand at the end.
    static func isOne(_ text: String) -> Bool {
        guard text.utf8.count <= longest, let first = text.utf8.first, isLetter(first) else { return false }
        let parts = text.utf8.split(omittingEmptySubsequences: false) { !isDigit($0) }.filter { !$0.isEmpty }
        guard parts.count <= 1, parts.allSatisfy({ $0.count <= mostDigits && $0.endIndex < text.endIndex })
        else {
            return false
        }
        return text.utf8.allSatisfy {
            isLetter($0) || isDigit($0) || [UInt8(ascii: "."), UInt8(ascii: "_")].contains($0)
        }
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte || UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte
    }

    private static func isDigit(_ byte: UInt8) -> Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte }
}
