public import Decisions
import Hashes

/// The parsed state of a stack, format version 4.
public struct State: Sendable {
    public var identity: SnapshotIdentity
    /// The text from the backend. It contains secrets: it is stored in the databases, compressed, and nowhere else.
    public var raw: [UInt8]
    /// The version of Terraform that wrote it; nil if the state does not say it.
    public let terraformVersion: String?
    /// Every instance: managed ones, data sources, deposed objects.
    public let instances: [StateInstance]
    /// The instances that count as resources: managed and not deposed. Sorted by address.
    public let managed: [StateInstance]
    /// The instances of `managed` that are in the text itself: Terraform knows them and can plan to change or destroy them. The
    /// others are only remembered (`DroppedInstances`).
    public let written: [StateInstance]
    /// The addresses of `managed` that are not in the text (`DroppedInstances`).
    public var remembered: [Address] {
        guard managed.count > written.count else { return [] }
        let known = Set(written.map(\.address))
        return managed.map(\.address).filter { !known.contains($0) }
    }

    public var lineage: String { identity.lineage }
    public var serial: UInt64 { identity.serial }

    public func instance(at address: Address) -> StateInstance? {
        instances.first { $0.isManaged && $0.address == address }
    }

    /// Parses a state.
    ///
    /// - Throws: a `TerraformFault` with `noState`, `stateNotJSON`, `stateVersion` or `stateMalformed`.
    public init(parsing raw: [UInt8], stack: String) throws(TerraformFault) {
        guard raw.contains(where: { !$0.isWhitespace }) else { throw Self.none(stack) }
        let document = try Self.document(raw, stack)
        guard let version = document.version else { throw Self.malformed(stack, "version") }
        guard version == 4 else { throw Self.unsupported(stack, version) }
        guard let serial = document.serial else { throw Self.malformed(stack, "serial") }
        guard let lineage = document.lineage else { throw Self.malformed(stack, "lineage") }
        guard !lineage.isEmpty else { throw Self.none(stack) }
        guard let resources = document.resources else { throw Self.malformed(stack, "resources") }
        var instances: [StateInstance] = []
        for resource in resources { instances += try resource.instances(stack: stack) }
        if let twice = Self.duplicate(instances) { throw twice.fault(stack: stack, raw: raw) }
        self.raw = raw
        terraformVersion = document.terraformVersion
        self.instances = instances
        managed = instances.filter(\.isManaged).sorted { $0.address < $1.address }
        written = managed
        identity = SnapshotIdentity(
            lineage: lineage, serial: serial, resources: instances.count(where: \.isManaged),
            bytes: raw.count,
            sha256: SHA256.hexadecimal(raw))
    }

    /// A copy of another state with additional instances.
    init(_ other: State, with more: [StateInstance]) {
        identity = other.identity
        raw = other.raw
        terraformVersion = other.terraformVersion
        instances = other.instances + more
        managed = instances.filter(\.isManaged).sorted { $0.address < $1.address }
        written = other.written
    }

    private static func document(_ raw: [UInt8], _ stack: String) throws(TerraformFault) -> StateDocument {
        do throws(StateTextFault) {
            let document = try StateDocument(parsing: raw)
            guard !document.isEncrypted else { throw StateTextFault.encrypted }
            return document
        } catch {
            // Another version may give the same fields other values.
            if case .field = error, let version = StateDocument.version(of: raw), version != 4 {
                throw unsupported(stack, version)
            }
            throw error.fault(stack: stack, raw: raw)
        }
    }

    /// Terraform upgrades the versions 1 to 3 when it writes the state.
    private static func unsupported(_ stack: String, _ version: Int) -> TerraformFault {
        let what = "the state of \(stack) has format version \(version); only version 4 is supported, "
        let isOld = (1...3).contains(version)
        return TerraformFault(
            .stateVersion(version),
            what + (isOld ? "run 'terraform apply' once with Terraform 1.0 or newer" : "upgrade Terraform"))
    }

    /// An object that is there twice: Terraform rejects such a state.
    private static func duplicate(_ instances: [StateInstance]) -> StateTextFault? {
        struct Object: Hashable {
            var address: Address
            var deposed: String?
        }
        var seen: Set<Object> = []
        seen.reserveCapacity(instances.count)
        let twice = instances.first {
            !seen.insert(Object(address: $0.address, deposed: $0.deposed)).inserted
        }
        return twice.map { .duplicate($0.address.description, deposed: $0.deposed) }
    }

    private static func none(_ stack: String) -> TerraformFault {
        TerraformFault(
            .noState,
            "the backend of \(stack) returns no state: check whether it was lost before anybody applies")
    }

    private static func malformed(_ stack: String, _ key: String) -> TerraformFault {
        TerraformFault(.stateMalformed, "the state of \(stack) lacks '\(key)', so it is not believed")
    }
}

/// One instance of a resource in the state.
public struct StateInstance: Sendable {
    public var address: Address
    /// The configuration of the provider that manages the instance.
    public var configuration: ProviderConfiguration
    /// The provider's source: `registry.terraform.io/hashicorp/aws`.
    public var provider: String { configuration.source }
    /// The key of a deposed object; nil for the current one.
    public var deposed: String?
    /// Whether its creation did not complete: the next plan replaces it.
    public var isTainted: Bool
    public var attributes: StateAttributes
    private var dependencyTexts: [String]

    /// - Parameter dependencies: addresses of resources without keys, as they are in the state.
    public init(
        address: Address, configuration: ProviderConfiguration, deposed: String? = nil,
        isTainted: Bool = false,
        attributes: StateAttributes, dependencies: [String] = []
    ) {
        self.address = address
        self.configuration = configuration
        self.deposed = deposed
        self.isTainted = isTainted
        self.attributes = attributes
        dependencyTexts = dependencies
    }

    /// The resources that this instance depends on, directly or indirectly, without the keys of their instances and modules.
    ///
    /// Parsed on each call; a cycle does not call it. Texts that are not addresses are skipped, because they are no reason to
    /// reject the state.
    public var dependencies: [Address] { dependencyTexts.compactMap { try? Address($0) } }

    public var isManaged: Bool { address.mode == .managed && deposed == nil }

}

extension UInt8 {
    fileprivate var isWhitespace: Bool { self == 0x20 || (0x09...0x0D).contains(self) }
}
