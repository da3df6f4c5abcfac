/// A word of AWS's own, as `ACTIVE`, `EniLimitExceeded`, `XAmzContentSHA256Mismatch` or
/// `AWS.SimpleQueueService.NonExistentQueue`. What stands in its place and is none was written by something on the way, may hold
/// anything, and is not repeated.
enum ServiceWord {
    private static let longest = 64

    static func isOne(_ text: String) -> Bool {
        text.count <= longest
            && text.wholeMatch(of: /[A-Za-z][A-Za-z._]*(?:[0-9]{1,3}[A-Za-z._]+)?/) != nil
    }
}
