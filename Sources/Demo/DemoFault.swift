/// Why the demo, or what a test stands on, could not be set up: what, where, what to do.
public struct DemoFault: Error, Sendable, CustomStringConvertible {
    public let description: String

    public init(_ description: String) {
        self.description = description
    }
}
