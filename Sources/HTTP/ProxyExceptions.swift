import Glibc

/// The hosts that are reached without a proxy.
///
/// Entries of `NO_PROXY`, separated by commas or white space: a domain with its subdomains (`example.com`, `.example.com`), an
/// address, or a range (`10.0.0.0/8`), each with or without a port, or `*` for everything. As in Terraform, this machine
/// itself is never reached through a proxy; nor are link-local addresses, where instances and containers find their
/// credentials. libcurl's own option (CURLOPT_NOPROXY) supports neither IPv6 ranges nor ports, so it is not used.
struct ProxyExceptions: Sendable, Equatable {
    private enum Exception: Sendable, Equatable {
        case everything
        case domain(String, port: Int?)
        case range(AddressRange, port: Int?)
    }

    private let listed: [Exception]

    init(_ text: String) {
        listed =
            text.lowercased().split { $0 == "," || $0.isWhitespace }.compactMap { Self.read(String($0)) }
            + Self.always.compactMap(Self.read)
    }

    /// This machine and link-local addresses, which include instance metadata and the credentials of containers
    /// (AWS, "Use the Instance Metadata Service", "Container credential provider").
    private static let always = [
        "localhost", "127.0.0.0/8", "::1", "169.254.0.0/16", "fe80::/10", "fd00:ec2::254", "fd00:ec2::23",
    ]

    func contain(host: String, port: Int) -> Bool {
        let host = Self.bare(host.lowercased())
        let address = Address(host)
        return listed.contains { exception in
            switch exception {
            case .everything: true
            case .domain(let domain, let only):
                (only ?? port) == port && (host == domain || host.hasSuffix("." + domain))
            case .range(let range, let only):
                (only ?? port) == port && address.map(range.contains) ?? false
            }
        }
    }

    private static func read(_ text: String) -> Exception? {
        if text == "*" { return .everything }
        if let range = AddressRange(bare(text)) { return .range(range, port: nil) }
        var name = text[...]
        var port: Int?
        if let colon = text.lastIndex(of: ":"), let number = Int(text[text.index(after: colon)...]) {
            (name, port) = (text[..<colon], number)
        }
        if let range = AddressRange(bare(String(name))) { return .range(range, port: port) }
        let domain = name.drop { $0 == "*" || $0 == "." }
        return domain.isEmpty ? nil : .domain(String(domain), port: port)
    }

    /// Removes the brackets of an IPv6 address, or the dot at the end of a name.
    private static func bare(_ host: String) -> String {
        if host.hasPrefix("["), host.hasSuffix("]") { return String(host.dropFirst().dropLast()) }
        return host.hasSuffix(".") ? String(host.dropLast()) : host
    }
}

/// An IPv4 or IPv6 address.
private struct Address: Sendable, Equatable {
    let bytes: [UInt8]

    init?(_ text: String) {
        func parse(_ family: Int32, _ count: Int) -> [UInt8]? {
            var bytes = [UInt8](repeating: 0, count: count)
            return inet_pton(family, text, &bytes) == 1 ? bytes : nil
        }
        guard let bytes = parse(AF_INET, 4) ?? parse(AF_INET6, 16) else { return nil }
        self.bytes = bytes
    }
}

/// One address, or a range of addresses such as `10.0.0.0/8`.
private struct AddressRange: Sendable, Equatable {
    private let first: Address
    private let bits: Int

    init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let start = parts.first, let first = Address(String(start)) else { return nil }
        let all = first.bytes.count * 8
        guard let bits = parts.count == 1 ? all : Int(parts[1]), (0...all).contains(bits) else { return nil }
        self.first = first
        self.bits = bits
    }

    func contains(_ address: Address) -> Bool {
        guard address.bytes.count == first.bytes.count else { return false }
        return zip(address.bytes, first.bytes).enumerated().allSatisfy { index, pair in
            let counted = min(8, max(0, bits - index * 8))
            return (pair.0 ^ pair.1) >> (8 - counted) == 0
        }
    }
}
