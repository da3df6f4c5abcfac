public import Decisions

/// A resource through which something else than a request calls a Lambda function.
public struct Caller: Sendable, Equatable {
    public var function: Address
    public var resource: Address

    public init(function: Address, resource: Address) {
        self.function = function
        self.resource = resource
    }
}

extension State {
    /// The types whose attributes name a function that they call with events, or whose answer they read in a format of their own.
    public static let callingTypes: Set<String> = [
        "aws_sns_topic_subscription", "aws_s3_bucket_notification", "aws_cloudwatch_event_target",
        "aws_scheduler_schedule", "aws_cloudwatch_log_subscription_filter", "aws_pipes_pipe",
        "aws_iot_topic_rule", "aws_ses_receipt_rule", "aws_cognito_user_pool", "aws_cognito_identity_pool",
        "aws_api_gateway_authorizer", "aws_apigatewayv2_authorizer", "aws_sfn_state_machine",
        "aws_kinesis_firehose_delivery_stream", "aws_config_config_rule",
        "aws_secretsmanager_secret_rotation", "aws_lex_bot_alias",
    ]

    private static let permission = "aws_lambda_permission"
    /// The services that call a function for a request and return its answer.
    private static let servicesWithRequests = ["apigateway.", "elasticloadbalancing.", "vpc-lattice."]

    /// What calls these functions besides requests, by the attributes of the state: a resource that names the ARN of a function,
    /// and a permission for a service that sends events, also if the source is in another stack. Sorted, each function once.
    ///
    /// - Throws: a `TerraformFault` if the attributes cannot be read.
    public func callers(of functions: [Address]) throws(TerraformFault) -> [Caller] {
        let types = Self.callingTypes.union([Self.permission])
        let candidates = managed.map(\.address).filter { types.contains($0.type) }
        guard !candidates.isEmpty else { return [] }
        let values = try StateDifferences.instances(raw, "the stack")
        var callers: [Caller] = []
        for address in functions.sorted() {
            guard let function = instance(at: address) else { continue }
            let (name, arn) = (function.attributes[.functionName], function.attributes[.arn])
            let found = candidates.first { candidate in
                guard let attributes = values[candidate] else { return false }
                let namesARN = arn.map { attributes.contains(nameOrPath: $0) } ?? false
                guard candidate.type == Self.permission else { return namesARN }
                guard case .text(let principal)? = attributes["principal"],
                    principal.contains(".amazonaws.com"),
                    !Self.servicesWithRequests.contains(where: principal.hasPrefix)
                else { return false }
                if case .text(let text)? = attributes["function_name"], text == name { return true }
                return namesARN
            }
            if let found { callers.append(Caller(function: address, resource: found)) }
        }
        return callers
    }
}

extension PlanValue {
    /// Whether a text in it is this ARN, or contains it with something else around: `arn:…:function:NAME:live`. The ARN of a
    /// function with a longer name is another one.
    fileprivate func contains(nameOrPath arn: String) -> Bool {
        switch self {
        case .text(let text):
            return text.ranges(of: arn).contains { range in
                range.upperBound == text.endIndex || !text[range.upperBound].isOfFunctionName
            }
        case .list(let values): return values.contains { $0.contains(nameOrPath: arn) }
        case .object(let members): return members.values.contains { $0.contains(nameOrPath: arn) }
        default: return false
        }
    }
}

extension Character {
    /// AWS Lambda, CreateFunction: letters, digits, hyphens and underscores.
    fileprivate var isOfFunctionName: Bool {
        isASCII && (isLetter || isNumber || self == "-" || self == "_")
    }
}
