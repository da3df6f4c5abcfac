/// The value of an input variable of a root module, for the plans of a repair. It may be a secret: it cannot be printed.
public struct PlanVariable: Sendable, Equatable {
    public var name: String
    /// The value as a JSON text, for a file with the ending `.tfvars.json`.
    public var json: String

    public init(_ name: String, json: String) {
        self.name = name
        self.json = json
    }
}

extension PlanVariable: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "\(name) (a value)" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: ["name": name]) }
}
