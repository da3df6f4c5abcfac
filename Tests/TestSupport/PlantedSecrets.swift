import Foundation

/// Random words that stand for secrets, each known by the place it was planted in, so that a leak can be named without
/// being repeated.
///
/// They come from one seed: the same words in every run, and no word twice.
public struct PlantedSecrets: Sendable {
    /// Hexadecimal digits of a word: enough that half of them say which it is.
    static let digits = 24

    private var state: UInt64
    public private(set) var words: [(place: String, word: String)] = []

    public init(seed: UInt64) {
        state = seed
    }

    public var count: Int { words.count }

    public var isDistinct: Bool { Set(words.map(\.word)).count == count }

    /// The place of every word, once each.
    public var places: Set<String> { Set(words.map(\.place)) }

    /// A new one: digits alone.
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

    /// A new one as people make them up.
    public mutating func password(in place: String) -> String { "pw-\(bare(in: place))" }

    public mutating func passwords(_ count: Int, in place: String) -> [String] {
        (0..<count).map { _ in password(in: place) }
    }

    /// One a line: its place and its digits, with a tab between.
    public var list: String { words.map { "\($0.place)\t\($0.word)\n" }.joined() }

    /// Steele, Lea and Flood, "Fast splittable pseudorandom number generators": SplitMix64.
    private mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
