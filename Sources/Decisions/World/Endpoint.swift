/// An address that is called over HTTP to see whether it answers.
public struct Endpoint: Sendable, Equatable {
    public var name: String
    public var url: String
    /// `GET`, `HEAD` or `OPTIONS`: never one that changes anything.
    public var method: String
    /// What a preflight asks for.
    public var origin: String?

    public init(name: String, url: String, method: String, origin: String? = nil) {
        self.name = name
        self.url = url
        self.method = method
        self.origin = origin
    }
}
