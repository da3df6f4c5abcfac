import Catalogue
import Foundation

/// The format of the state file (Terraform, `internal/states/statefile/version4.go`), read as strictly as Terraform reads it, and
/// as leniently: names of fields in any case, `null` for a field that is left out, the last of two equal keys.
///
/// Terraform rejects a state for faults in three more places, in which nothing is read here: the types and values of outputs,
/// the values of `sensitive_attributes`, and dependencies that are not addresses.
struct StateDocument {
    var version: Int?
    var serial: UInt64?
    var lineage: String?
    var resources: [Resource]?
    /// The version of Terraform that wrote it; nil if it is not said.
    var terraformVersion: String?
    /// Whether it has the fields of a state that OpenTofu encrypted.
    var isEncrypted = false

    struct Resource {
        var module = ""
        var mode = ""
        var type = ""
        var name = ""
        var provider = ""
        var instances: [Instance] = []
    }

    struct Instance {
        var index_key: IndexKey?
        /// Empty for the current object.
        var deposed = ""
        var status = ""
        /// Where OpenTofu has one block for several configurations (`for_each`), the one of this instance.
        var provider: String?
        var attributes: StateAttributes?
        /// The attributes as Terraform before 0.12 wrote them, of those that are read.
        var flat: FlatAttributes?
        /// Addresses of resources, without keys.
        var dependencies: [String] = []
    }

    enum IndexKey {
        case number(Int)
        case text(String)
    }
}

extension StateDocument {
    /// Reads the whole text.
    init(parsing raw: [UInt8]) throws(StateTextFault) {
        if let fault = StateTextFault.encoding(of: raw) { throw fault }
        self = try JSONCursor.read(raw) { cursor throws(StateTextFault) in
            try StateDocument(reading: &cursor)
        }
    }

    private init(reading cursor: inout JSONCursor) throws(StateTextFault) {
        var names = AttributeNames.Cache()
        var encrypted: Set<String> = []
        guard try cursor.kind() == .object else {
            try cursor.skip()
            try cursor.end()
            throw .notAnObject
        }
        try cursor.object { cursor, key throws(StateTextFault) in
            switch cursor.folded(key) {
            case "version": version = try cursor.whole("version").map { Int(clamping: $0) } ?? version
            case "serial": serial = try cursor.whole("serial") ?? serial
            case "lineage": lineage = try cursor.text("lineage") ?? lineage
            case "terraform_version":
                let text = try cursor.text("terraform_version") ?? ""
                guard text.isEmpty || VersionText.isValid(text) else { throw .field("terraform_version") }
                terraformVersion = text.isEmpty ? nil : text
            case "resources":
                guard try cursor.expects(.array, "resources") else { return }
                var list: [Resource] = []
                try cursor.array { cursor throws(StateTextFault) in
                    list.append(try Resource(reading: &cursor, &names))
                }
                resources = list
            case "outputs": try cursor.skip(.object, "outputs")
            case "check_results": try cursor.skip(.array, "check_results")
            case "encrypted_data", "encryption_version":
                encrypted.insert(key)
                try cursor.skip()
            default: try cursor.skip()
            }
        }
        try cursor.end()
        isEncrypted = encrypted.count == 2 && version == nil
    }
}

extension StateDocument.Resource {
    fileprivate init(
        reading cursor: inout JSONCursor, _ names: inout AttributeNames.Cache
    ) throws(StateTextFault) {
        guard try cursor.expects(.object, "resources") else { return }
        var place: Int?
        var readAs: String?
        try cursor.object { cursor, key throws(StateTextFault) in
            switch cursor.folded(key) {
            case "module": module = try cursor.text("module") ?? module
            case "mode": mode = try cursor.text("mode") ?? mode
            case "type": type = try cursor.text("type") ?? type
            case "name": name = try cursor.text("name") ?? name
            case "provider": provider = try cursor.text("provider") ?? provider
            case "instances":
                guard try cursor.expects(.array, "instances") else { return }
                (place, readAs) = (cursor.offset, type)
                instances = try Self.instances(reading: &cursor, names.names(of: type))
            default: try cursor.skip()
            }
        }
        // Which attributes are read depends on the type, which may stand behind the instances.
        guard let place, readAs != type else { return }
        let end = cursor.offset
        cursor.rewind(to: place)
        instances = try Self.instances(reading: &cursor, names.names(of: type))
        cursor.rewind(to: end)
    }

    private static func instances(
        reading cursor: inout JSONCursor, _ names: AttributeNames
    ) throws(StateTextFault) -> [StateDocument.Instance] {
        var instances: [StateDocument.Instance] = []
        try cursor.array { cursor throws(StateTextFault) in
            instances.append(try StateDocument.Instance(reading: &cursor, names))
        }
        return instances
    }
}

extension StateDocument.Instance {
    fileprivate init(
        reading cursor: inout JSONCursor, _ names: AttributeNames
    ) throws(StateTextFault) {
        guard try cursor.expects(.object, "instances") else { return }
        try cursor.object { cursor, key throws(StateTextFault) in
            switch cursor.folded(key) {
            case "index_key": index_key = try StateDocument.IndexKey(reading: &cursor)
            case "deposed": deposed = try cursor.text("deposed") ?? deposed
            case "status": status = try cursor.text("status") ?? status
            case "provider": provider = try cursor.text("provider") ?? provider
            case "attributes":
                attributes = nil
                guard try cursor.expects(.object, "attributes") else { return }
                attributes = try StateAttributes(reading: &cursor, names)
            case "attributes_flat":
                guard try cursor.expects(.object, "attributes_flat") else { return }
                flat = try FlatAttributes(reading: &cursor, names.first)
            case "dependencies":
                guard try cursor.expects(.array, "dependencies") else { return }
                dependencies = []
                try cursor.array { cursor throws(StateTextFault) in
                    if let text = try cursor.text("dependencies") { dependencies.append(text) }
                }
            case "schema_version": _ = try cursor.whole("schema_version")
            case "create_before_destroy":
                if try cursor.expects(.flag, "create_before_destroy") { _ = try cursor.flag() }
            case "private":
                guard Data(base64Encoded: try cursor.text("private") ?? "") != nil else {
                    throw .field("private")
                }
            case "sensitive_attributes": try cursor.skip(.array, "sensitive_attributes")
            default: try cursor.skip()
            }
        }
        guard status.isEmpty || status == "tainted" else { throw .field("status") }
        guard deposed.isEmpty || deposed.utf8.count == 8 else { throw .field("deposed") }
    }
}

extension StateDocument.IndexKey {
    /// Terraform reads numbers as floating-point and cuts off their fraction.
    fileprivate init?(reading cursor: inout JSONCursor) throws(StateTextFault) {
        switch try cursor.kind() {
        case .text: self = .text(try cursor.text())
        case .null:
            try cursor.null()
            return nil
        case .number:
            guard let number = Double(try cursor.number()),
                let index = Int(exactly: number.rounded(.towardZero))
            else { throw .field("index_key") }
            self = .number(index)
        case .object, .array, .flag: throw .field("index_key")
        }
    }
}

extension StateDocument {
    /// The format version alone; nil if the text is not JSON, or names none.
    static func version(of raw: [UInt8]) -> Int? {
        try? JSONCursor.read(raw) { cursor throws(StateTextFault) -> Int? in
            var version: Int?
            try cursor.object { cursor, key throws(StateTextFault) in
                guard cursor.folded(key) == "version" else { return try cursor.skip() }
                version = try cursor.whole("version").map { Int(clamping: $0) }
            }
            try cursor.end()
            return version
        }
    }
}
