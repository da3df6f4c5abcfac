/// The file `errored.tfstate` in a stack's directory: an apply could not write its state to the backend and left it there. The
/// backend's state lacks what that apply did, so the next apply would create the same things again.
public struct UnsavedState: Sendable, Equatable {
    public var file: String
    /// Of the state in the file; nil if it cannot be read.
    public var serial: UInt64?
    /// The serial of the backend's state; nil if that is not known.
    public var backendSerial: UInt64?
    /// Whether both have the same lineage; nil if that is not known.
    public var isOfThisLineage: Bool?
    /// The instances that only the file has, sorted; nil if that is not known.
    public var more: [Address]?
    /// The number of instances that only the backend has: the apply removed them.
    public var fewer: Int?
    /// Why the file cannot be read; nil if it can.
    public var fault: String?
    /// The command that writes the file to the backend, and removes it.
    public var push: String

    public init(
        file: String, serial: UInt64? = nil, backendSerial: UInt64? = nil, isOfThisLineage: Bool? = nil,
        more: [Address]? = nil, fewer: Int? = nil, fault: String? = nil, push: String = ""
    ) {
        self.file = file
        self.serial = serial
        self.backendSerial = backendSerial
        self.isOfThisLineage = isOfThisLineage
        self.more = more
        self.fewer = fewer
        self.fault = fault
        self.push = push
    }

    /// The most addresses that are named.
    public static let mostNamed = 10

    /// One line: what it holds, and what to do.
    public var words: String { "\(file): an apply could not save its state\(contents); \(remedy)" }

    private var contents: String {
        if let fault { return ", and the file cannot be read (\(fault))" }
        let serials =
            (serial.map { " (serial \($0)" } ?? " (no serial")
            + (backendSerial.map { ", the backend has \($0))" } ?? ", the backend's state is not known)")
        guard let more else { return serials }
        var parts: [String] = []
        if !more.isEmpty {
            let names = more.prefix(Self.mostNamed).map(\.description).joined(separator: ", ")
            let rest = more.count > Self.mostNamed ? " and \(more.count - Self.mostNamed) more" : ""
            parts.append(
                "it has \(more.count) instance\(more.count == 1 ? "" : "s") that the backend lacks: \(names)\(rest)"
            )
        }
        if let fewer, fewer > 0 { parts.append("it lacks \(fewer) that the backend has") }
        return "\(serials): \(parts.isEmpty ? "it names the same instances" : parts.joined(separator: "; "))"
    }

    /// What a person does about it. `state push` refuses another lineage, and a serial that is not above the backend's.
    public var remedy: String {
        if fault != nil {
            return "look at the file before anybody applies; until it is removed no repair starts"
        }
        if isOfThisLineage == false {
            return
                "it has another lineage than the backend's state: look whether it is of another workspace or backend, push it there, and remove it"
        }
        if let serial, let backendSerial, serial <= backendSerial {
            return "the backend is not older: compare them, and remove the file when nothing is missing"
        }
        return "push it to the stack's workspace and remove it: \(push)"
    }
}
