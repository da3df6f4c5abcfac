/// One call that CloudTrail recorded, which removed or changed a resource of the stack.
///
/// Its texts come from outside: they are short, on one line and without control characters. It contains no parameters of the
/// call.
public struct TrailEvent: Sendable, Equatable, Codable {
    /// The resource.
    public var address: Address
    /// The name of the event, which is that of the operation: `DeleteTable`.
    public var name: String
    public var at: Timestamp
    /// `user/kim`, `assumed-role/deploy/kim`, `root`, or the service that made the call: `autoscaling.amazonaws.com`.
    public var principal: String
    /// Whether the call was made with a session of the console.
    public var isConsole: Bool
    /// The IP address, or the service, that the call came from; nil if the event has none.
    public var source: String?
    public var userAgent: String?

    public init(
        address: Address, name: String, at: Timestamp, principal: String, isConsole: Bool, source: String?,
        userAgent: String?
    ) {
        self.address = address
        self.name = name
        self.at = at
        self.principal = principal
        self.isConsole = isConsole
        self.source = source
        self.userAgent = userAgent
    }
}

extension TrailEvent: CustomStringConvertible {
    /// `DeleteTable by user/kim from the console at 10:15:46Z`
    public var description: String { "\(call) at \(at.description.suffix(9))" }

    /// With the resource, the date, the source and the user agent:
    /// `aws_dynamodb_table.events: DeleteTable by user/kim from the console at 2026-03-01T10:15:46Z; 203.0.113.7, Mozilla/5.0`
    public var line: String {
        let from = [source, userAgent].compactMap { $0 }
        return "\(address): \(call) at \(at)" + (from.isEmpty ? "" : "; \(from.joined(separator: ", "))")
    }

    private var call: String {
        let place = isConsole ? "the console" : source ?? "an unknown address"
        return place == principal ? "\(name) by \(principal)" : "\(name) by \(principal) from \(place)"
    }
}
