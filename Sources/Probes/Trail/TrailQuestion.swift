import Catalogue
public import Decisions
public import Terraform

/// A missing instance, and the time in which it was removed: what CloudTrail is asked.
public struct TrailQuestion: Sendable {
    /// With its attributes as the state has them, by which CloudTrail may name it.
    public var instance: StateInstance
    public var from: Timestamp
    public var until: Timestamp

    /// The events of CloudTrail have times of their own clock, and a cycle takes a while.
    static let margin = Duration.seconds(300)
    /// How far back to look if no cycle of this process has seen the instance.
    static let unknownPast = Duration.seconds(3 * 3600)

    /// - Parameters:
    ///   - lastSeen: the last cycle in which it was there; nil if there was none.
    ///   - missing: the first cycle in which it was missing.
    public init(_ instance: StateInstance, lastSeen: Timestamp?, missing: Timestamp) {
        self.instance = instance
        from = (lastSeen ?? missing + (.zero - Self.unknownPast)) + (.zero - Self.margin)
        until = missing + Self.margin
    }

    public var address: Address { instance.address }

    /// The names that CloudTrail may know the instance by. They differ between services, and from the id of the state: the name,
    /// the id, the ARN and its last part. The longest value that LookupEvents accepts has 2,000 characters.
    var names: [String] {
        let attributes = instance.attributes
        let arn = attributes[.arn]
        let last = arn?.split(whereSeparator: { ":/".contains($0) }).last.map(String.init)
        var names: [String] = []
        for name in [
            attributes[.name], attributes[.functionName], attributes[.alarmName], attributes["bucket"],
            attributes[.id], arn, last,
        ] {
            guard let name, (1...2000).contains(name.utf8.count), !names.contains(name) else { continue }
            names.append(name)
        }
        return Array(names.prefix(Self.mostNames))
    }

    private static let mostNames = 5

    var service: AWSService? { Catalogue.type(address.type)?.read.service }

    /// What the read operation reads: `Table` of `DescribeTable`; nil if nobody reads the type.
    var subject: String? {
        guard let operation = Catalogue.type(address.type)?.read.operation else { return nil }
        let subject = operation.dropFirst().drop { !$0.isUppercase }
        if subject.hasSuffix("ies") { return "\(subject.dropLast(3))y" }
        return subject.isEmpty ? nil : String(subject.hasSuffix("s") ? subject.dropLast() : subject)
    }
}
