import Foundation

/// Random words that are used as secrets. Each is recorded with the place it was planted in, so that a leak can be reported
/// without repeating the secret.
///
/// They are generated from one seed, so every run has the same words. No word occurs twice.
public struct PlantedSecrets: Sendable {
    /// The number of hexadecimal digits of a word: half of them identify the word.
    static let digits = 24

    private var state: UInt64
    public private(set) var words: [(place: String, word: String)] = []

    public init(seed: UInt64) {
        state = seed
    }

    public var count: Int { words.count }

    public var isDistinct: Bool { Set(words.map(\.word)).count == count }

    /// The places of all words, without duplicates.
    public var places: Set<String> { Set(words.map(\.place)) }

    /// Generates a word of digits only.
    public mutating func bare(in place: String) -> String {
        var word = ""
        while word.count < Self.digits {
            let digits = String(next(), radix: 16)
            word += String(repeating: "0", count: 16 - digits.count) + digits
        }
        word = String(word.prefix(Self.digits))
        words.append((place, word))
        return word
    }

    /// Generates a word in the form of a password.
    public mutating func password(in place: String) -> String { "pw-\(bare(in: place))" }

    public mutating func passwords(_ count: Int, in place: String) -> [String] {
        (0..<count).map { _ in password(in: place) }
    }

    /// One word per line: its place and its digits, separated by a tab.
    public var list: String { words.map { "\($0.place)\t\($0.word)\n" }.joined() }

    /// SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators").
    private mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
