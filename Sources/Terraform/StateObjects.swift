public import Decisions

extension State {
    /// The managed instances whose creation did not complete, sorted by address: the next apply replaces them.
    public var tainted: [Address] {
        written.filter(\.isTainted).map(\.address)
    }

    /// The deposed objects of managed resources, sorted by address and key.
    public var deposed: [DeposedObject] {
        let found = instances.filter { $0.deposed != nil && $0.address.mode == .managed }
        guard !found.isEmpty else { return [] }
        let current = Set(written.map(\.address))
        return found.map {
            DeposedObject(
                address: $0.address, key: $0.deposed ?? "", isAlone: !current.contains($0.address))
        }.sorted { ($0.address, $0.key) < ($1.address, $1.key) }
    }
}
