/// The resource of a right: an ARN with values of the instance in it, or `*` where AWS accepts nothing narrower (Service
/// Authorization Reference).
public indirect enum RightResource: Sendable {
    case all
    /// `arn:PARTITION:SERVICE:REGION:ACCOUNT:PATH`
    case regional(String, PathTemplate)
    /// Without a region: `arn:PARTITION:SERVICE::ACCOUNT:PATH`
    case global(String, PathTemplate)
    /// Without a region and an account: `arn:PARTITION:SERVICE:::PATH`
    case bare(String, PathTemplate)
    /// Without an account: a path of API Gateway.
    case gateway(PathTemplate)
    /// The path under which API Gateway keeps the tags of another path.
    case gatewayTags(PathTemplate)
    /// An ARN that the state has, with more text behind it. It must be of the service, and its last part begin with the text
    /// behind the colon: `iam:role/`.
    case arn(Value, String, suffix: PathTemplate = "")
    /// The ARN of the instance of a type that has the value in an attribute, as ARNs of roles have paths that their names lack;
    /// with more text behind it.
    case instance(of: String, attribute: String, Value, suffix: PathTemplate = "")
    /// As `arn`, and where a repair may make another thing with another ARN of it, only this many of its parts between slashes
    /// and `*` for the others. If these parts name the thing, calls that write may use that, too.
    case renewed(Value, String, keeping: Int, isNamed: Bool = true)
    /// One of two, by whether a value is this text.
    case choice(Value, is: String, RightResource, otherwise: RightResource)
    /// The first of these whose values the state has.
    case first([RightResource])

    /// The ARN of the instance itself, or what stands for it where the state lacks it.
    public static func own(_ service: String, or other: RightResource) -> RightResource {
        .first([.arn(.arn, service), other])
    }

    var isAll: Bool {
        if case .all = self { return true }
        return false
    }

    /// The attributes of the state whose values it contains.
    var attributes: Set<String> {
        switch self {
        case .all: return []
        case .regional(_, let path), .global(_, let path), .bare(_, let path), .gateway(let path),
            .gatewayTags(let path):
            return path.attributes
        case .arn(let value, _, let suffix), .instance(_, _, let value, let suffix):
            return value.attributes.union(suffix.attributes)
        case .renewed(let value, _, _, _): return value.attributes
        case .choice(let value, _, let one, let other):
            return value.attributes.union(one.attributes).union(other.attributes)
        case .first(let resources):
            return resources.reduce(into: []) { $0.formUnion($1.attributes) }
        }
    }
}
