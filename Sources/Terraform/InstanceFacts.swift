import Catalogue
import Foundation

/// The attributes of an instance that decide which API calls a provider makes for it, and on what.
///
/// Which attributes these are says the catalogue, by type. Of most of them only whether they are set is kept, never their value,
/// because it may be a secret.
public struct InstanceFacts: Sendable, Equatable {
    /// Attributes that are set: not null, empty, false, zero or negative. A block with an `enabled` attribute is set if that is not
    /// false. `a.b` is the attribute `b` of the blocks `a`.
    public var settings: Set<String>
    /// The values of attributes that identify other resources, none of them empty: one, or those of a list.
    public var texts: [String: [String]]

    public init(settings: Set<String> = [], texts: [String: [String]] = [:]) {
        self.settings = settings
        self.texts = texts
    }

    /// For an instance without known attributes: the attributes that are commonly set count as set.
    public static let unknown = InstanceFacts(
        settings: ["tags_all", "ttl", "point_in_time_recovery", "retention_in_days"])

    public func isSet(_ attribute: String) -> Bool { settings.contains(attribute) }
}

extension State {
    /// The facts of every instance, in the order of `instances`. Parses the text of the state once more, so no cycle calls it.
    /// For remembered instances, which are not in the text, they are `unknown`.
    public func facts() -> [InstanceFacts] {
        let document = try? JSONDecoder().decode(FactsDocument.self, from: Data(raw))
        let known = (document?.resources ?? []).flatMap(\.instances)
        let lacking = max(0, instances.count - known.count)
        return known.prefix(instances.count) + Array(repeating: .unknown, count: lacking)
    }
}

/// The format of the state file, with other attributes than `StateDocument` reads.
private struct FactsDocument: Decodable {
    var resources: [Resource]

    struct Resource: Decodable {
        var instances: [InstanceFacts]

        private enum CodingKeys: CodingKey { case type, instances }
        private enum InstanceKeys: CodingKey { case attributes }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            let rights = Catalogue.type(try container.decode(String.self, forKey: .type))?.rights
            var list = try container.nestedUnkeyedContainer(forKey: .instances)
            instances = []
            while !list.isAtEnd {
                let instance = try list.nestedContainer(keyedBy: InstanceKeys.self)
                let attributes = rights.flatMap { rights in
                    (try? instance.superDecoder(forKey: .attributes)).map {
                        InstanceFacts(from: $0, settings: rights.settings, texts: rights.attributes)
                    }
                }
                instances.append(attributes ?? InstanceFacts())
            }
        }
    }
}

extension InstanceFacts {
    /// Reads these attributes and no others.
    fileprivate init(from decoder: any Decoder, settings names: Set<String>, texts: Set<String>) {
        self.init()
        guard let container = try? decoder.container(keyedBy: AttributeKey.self) else { return }
        func value(_ path: String) -> AttributeValue? {
            let parts = path.split(separator: ".").map(String.init)
            guard let first = parts.first,
                let value = try? container.decodeIfPresent(
                    AttributeValue.self, forKey: AttributeKey(first))
            else { return nil }
            return parts.dropFirst().reduce(value) { $0.member($1) }
        }
        settings = names.filter { value($0)?.isSet == true }
        for name in texts {
            let found = value(name)?.texts.filter { !$0.isEmpty } ?? []
            if !found.isEmpty { self.texts[name] = found }
        }
    }
}
