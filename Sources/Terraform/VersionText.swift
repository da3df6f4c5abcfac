/// The text of a version as Terraform reads it: `1.11.4`, `v1.6.0-dev`, `1.8.0-beta1+build`.
enum VersionText {
    /// The grammar of HashiCorp's `go-version`: numbers, then a pre-release, then metadata.
    static func isValid(_ text: String) -> Bool {
        var rest = text.utf8[...]
        if rest.first == UInt8(ascii: "v") { rest = rest.dropFirst() }
        if let plus = rest.firstIndex(of: UInt8(ascii: "+")) {
            guard hasOnlyWords(rest[rest.index(after: plus)...]) else { return false }
            rest = rest[..<plus]
        }
        let core = rest.prefix { $0 == UInt8(ascii: ".") || isDigit($0) }
        let numbers = core.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard numbers.allSatisfy({ !$0.isEmpty }) else { return false }
        let release = rest.dropFirst(core.count)
        let isDashed = release.first == UInt8(ascii: "-")
        return release.isEmpty || hasOnlyWords(isDashed ? release.dropFirst() : release)
    }

    private static func hasOnlyWords(_ text: Substring.UTF8View) -> Bool {
        text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { word in
            !word.isEmpty && word.allSatisfy { isDigit($0) || isLetter($0) }
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
            || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "~")
    }
}
