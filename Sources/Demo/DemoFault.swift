/// Why the demo or a test environment could not be set up, or why a step of the demo failed: what, where, what to do.
public struct DemoFault: Error, Sendable, CustomStringConvertible {
    public let description: String

    public init(_ description: String) {
        self.description = description
    }
}
