import Foundation
import Yams

/// An entry of `notify:` that a sink's kind is reading.
public struct SinkEntry {
    /// A value of the entry, with its position in the file.
    public struct Value {
        let node: Node
        /// The key of this value.
        public let key: String
    }

    /// Collects the faults.
    private(set) var reader: YAMLReader
    private let table: CheckedMapping
    /// The value of the key that selects the kind.
    public let target: Value

    init(_ reader: YAMLReader, _ table: CheckedMapping, target: Node, key: String) {
        self.reader = reader
        self.table = table
        self.target = Value(node: target, key: key)
    }

    /// The value of another key; nil if it is absent.
    public func value(of option: String) -> Value? {
        table[option].map { Value(node: $0, key: option) }
    }

    /// Records a fault.
    ///
    /// - Parameter message: one line that says what to write instead. It must not contain anything that could be a secret.
    public mutating func fault(_ value: Value, _ message: String) { reader.fault(value.node, message) }

    /// A text that is not empty. Otherwise returns nil and records a fault.
    public mutating func text(_ value: Value) -> String? { reader.text(value.node, value.key) }

    /// The words of a list. If it is not a list, returns nil and records a fault.
    public mutating func words(_ value: Value) -> [(position: Value, word: String)]? {
        let words = reader.texts(value.node, value.key)
        guard case .sequence = value.node else { return nil }
        return words.map { (Value(node: $0, key: value.key), $1) }
    }

    /// A URL with a host and without credentials. Otherwise returns nil and records a fault that prints no part of it.
    public mutating func url(_ value: Value) -> String? {
        guard let url = text(value) else { return nil }
        let scheme = ["https://", "http://"].first { url.lowercased().hasPrefix($0) }
        let rest = url.dropFirst(scheme?.count ?? 0)
        let host = rest.prefix { !"/?#".contains($0) }
        let isPlain = url.unicodeScalars.allSatisfy { (0x21...0x7E).contains($0.value) }
        guard scheme != nil, !host.isEmpty, isPlain, URL(string: url)?.host()?.isEmpty == false else {
            fault(value, "\(value.key) is not a URL; it begins with http:// or https:// and names a host")
            return nil
        }
        guard !host.contains("@") else {
            fault(
                value,
                "\(value.key) contains a user name or a password; write no credentials in this file")
            return nil
        }
        return url
    }
}
