/// Words in code of Terraform's language.
enum CodeWords {
    /// Whether one of the words stands in a text as a word of its own: not within a longer name, and not as the end or the
    /// beginning of a path of names, as in `var.cloud`.
    static func contain(_ words: [String], _ text: String) -> Bool {
        let bytes = Array(text.utf8)
        return words.contains { contains(Array($0.utf8), bytes) }
    }

    private static func contains(_ word: [UInt8], _ bytes: [UInt8]) -> Bool {
        guard let first = word.first, bytes.count >= word.count else { return false }
        return (0...bytes.count - word.count).contains { start in
            let end = start + word.count
            return bytes[start] == first && bytes[start..<end].elementsEqual(word)
                && !continues(bytes[..<start].reversed()) && !continues(bytes[end...])
        }
    }

    /// Whether a name goes on with what follows, which is read away from the word.
    private static func continues(_ following: some Sequence<UInt8>) -> Bool {
        var bytes = following.makeIterator()
        guard let next = bytes.next() else { return false }
        return isOfName(next) || next == UInt8(ascii: ".") && bytes.next().map(isLetter) == true
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte || UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte
    }

    private static func isOfName(_ byte: UInt8) -> Bool {
        isLetter(byte) || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte || byte == UInt8(ascii: "_")
    }
}
