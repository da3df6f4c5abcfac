import Decisions

/// `errored.tfstate` as JSON: serials, addresses, what to do; never a value. What is not known is left out.
struct UnsavedStateReport: Encodable {
    var file: String
    var serial: UInt64?
    var backend_serial: UInt64?
    var same_lineage: Bool?
    /// The instances that the backend's state lacks.
    var more: [String]?
    /// The number of instances that only the backend's state has.
    var fewer: Int?
    var fault: String?
    var remedy: String

    init(_ state: UnsavedState) {
        file = state.file
        serial = state.serial
        backend_serial = state.backendSerial
        same_lineage = state.isOfThisLineage
        more = state.more?.map(\.description)
        fewer = state.fewer
        fault = state.fault
        remedy = state.remedy
    }
}
