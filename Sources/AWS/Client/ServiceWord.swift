/// Recognises AWS's status words and error codes, such as `ACTIVE`, `EniLimitExceeded`, `XAmzContentSHA256Mismatch` or
/// `AWS.SimpleQueueService.NonExistentQueue`. Text in any other form may come from a proxy on the way and may contain
/// anything, secrets included; it is never printed.
enum ServiceWord {
    private static let longest = 64

    static func isOne(_ text: String) -> Bool {
        text.count <= longest
            && text.wholeMatch(of: /[A-Za-z][A-Za-z._]*(?:[0-9]{1,3}[A-Za-z._]+)?/) != nil
    }
}
