/// A pattern for addresses, used in tiers, `protect:`, `destroy:` and `allow:`.
///
/// - An address without a key matches all its instances: `aws_lambda_function.this` matches `this[0]` and `this["a"]`.
/// - `*` matches within one segment: `aws_*.events`.
/// - `[*]` is any key. Other keys have no wildcards inside.
/// - A pattern without `module.` matches in any module. One that ends with a module matches everything inside it.
public struct Pattern: Hashable, Sendable {
    /// As written in the configuration.
    public let text: String
    private let parts: AddressScanner.Parts

    /// - Throws: `AddressFault` if the text is not a pattern.
    public init(_ text: String) throws(AddressFault) {
        var scanner = AddressScanner(text)
        parts = try scanner.parse(wildcards: true)
        self.text = text
    }

    /// The address that this pattern writes in full; nil if it contains a wildcard or is not a resource's address.
    public var literal: Address? {
        guard !text.contains("*") else { return nil }
        return try? Address(text)
    }

    /// Whether the pattern matches an address, by the rules above.
    public func matches(_ address: Address) -> Bool {
        guard let resource = parts.resource else { return coversModule(of: address) }
        guard resource.mode == address.mode else { return false }
        if !parts.modules.isEmpty {
            guard parts.modules.count == address.modules.count, coversModule(of: address) else {
                return false
            }
        }
        return Self.glob(resource.type, address.type)
            && Self.glob(resource.name, address.name)
            && resource.key.covers(address.key)
    }

    private func coversModule(of address: Address) -> Bool {
        guard address.modules.count >= parts.modules.count else { return false }
        return zip(parts.modules, address.modules).allSatisfy { pattern, step in
            Self.glob(pattern.name, step.name) && pattern.key.covers(step.key)
        }
    }

    /// Whether `text` matches `pattern`, in which `*` matches any characters.
    static func glob(_ pattern: String, _ text: String) -> Bool {
        // Most patterns are a plain word or only an asterisk.
        if pattern == "*" || pattern == text { return true }
        guard pattern.utf8.contains(UInt8(ascii: "*")) else { return false }
        return glob(Array(pattern.utf8), Array(text.utf8))
    }

    private static func glob(_ pattern: [UInt8], _ text: [UInt8]) -> Bool {
        var (p, t) = (0, 0)
        var star: (pattern: Int, text: Int)?
        while t < text.count {
            if p < pattern.count, pattern[p] == UInt8(ascii: "*") {
                star = (p, t)
                p += 1
            } else if p < pattern.count, pattern[p] == text[t] {
                p += 1
                t += 1
            } else if let last = star {
                star = (last.pattern, last.text + 1)
                p = last.pattern + 1
                t = last.text + 1
            } else {
                return false
            }
        }
        return pattern[p...].allSatisfy { $0 == UInt8(ascii: "*") }
    }
}

extension Pattern: CustomStringConvertible {
    public var description: String { text }
}
