/// An endpoint that Terrier calls over HTTP.
public struct Endpoint: Sendable, Equatable {
    public var name: String
    public var url: String
    /// `GET`, `HEAD` or `OPTIONS`, which change nothing.
    public var method: String
    /// The `Origin` header of a preflight request.
    public var origin: String?

    public init(name: String, url: String, method: String, origin: String? = nil) {
        self.name = name
        self.url = url
        self.method = method
        self.origin = origin
    }
}
