/// An error of the network that Go's standard library prints at the end of an error's text (`net.OpError`, `url.Error`):
/// `Get "https://…": dial tcp 10.0.0.1:443: connect: connection refused`.
enum NetworkError {
    /// What happened, if a text ends with such an error; nil if it does not.
    static func ending(_ text: some StringProtocol) -> String? {
        let text = String(text.suffix(2000)).trimmingSuffix { $0.isWhitespace || $0 == "." }
        let operation =
            /(?:^|[\s:])(?:dial|read|write|lookup|proxyconnect) (?:tcp|udp|unix)?[46]? ?[^\n"]{0,200}: (connection refused|connection reset by peer|no such host|i\/o timeout|network is unreachable|no route to host|server misbehaving|connection timed out)$/
        if let match = text.firstMatch(of: operation) { return String(match.output.1) }
        let request =
            /: (context deadline exceeded(?: \(Client\.Timeout [a-z ]+\))?|net\/http: TLS handshake timeout|net\/http: request canceled[a-z ]*|EOF|unexpected EOF)$/
        let isRequest = text.contains(/(?:^|[\s:])(?:Get|Head|Post|Put|Delete|Patch|GET|HEAD|POST) "/)
        if isRequest, let match = text.firstMatch(of: request) { return String(match.output.1) }
        return nil
    }

    /// Whether a text ends with Go's error for a file that this user may not open, or that is on a file system without writes.
    static func deniedFile(_ text: some StringProtocol) -> DeniedFile? {
        let text = text.trimmingSuffix { $0.isWhitespace || $0 == "." }
        if text.hasSuffix(": permission denied") { return .rights }
        if text.hasSuffix(": read-only file system") { return .readOnly }
        return nil
    }

    enum DeniedFile {
        case rights
        case readOnly
    }
}

extension StringProtocol {
    fileprivate func trimmingSuffix(while isTrimmed: (Character) -> Bool) -> SubSequence {
        guard let last = lastIndex(where: { !isTrimmed($0) }) else { return self[startIndex..<startIndex] }
        return self[startIndex...last]
    }
}
