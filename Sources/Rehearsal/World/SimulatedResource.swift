package import Decisions

/// One resource that Terraform manages, as it really is in AWS and in the code.
package struct SimulatedResource: Sendable, Equatable {
    /// The AWS services that Terrier queries; each can fail on its own.
    package enum Service: String, Sendable, CaseIterable {
        case dynamodb, iam, lambda, apigateway, cloudwatch, logs
    }

    /// What CloudWatch knows about an alarm.
    package struct Alarm: Sendable, Equatable {
        package var state = AlarmReport.State.ok
        package var changed = Timestamp(seconds: 0)
        package var actionsEnabled = true
        /// The alarm keeps changing its state until then, in true time; nil if it does not flap.
        package var flapsUntil: Duration?

        package init() {}
    }

    package var address: Address
    package var name: String
    /// The resources that must be created before this one.
    package var dependencies: [Address] = []
    /// Those of them from which one of its attributes is made: if one of them is created, the attribute is unknown until then,
    /// and Terraform plans an update.
    package var follows: [Address] = []
    package var exists = true
    /// Whether the Terraform code still declares it.
    package var isInCode = true
    package var isHealthy = true
    /// Whether a person changed it by hand since Terraform last wrote it.
    package var isHotfixed = false
    /// Whether the code has a change of it that was not applied yet.
    package var isCodeAhead = false
    /// The number of backups under its name; they exist even if the resource does not.
    package var backups = 0
    package var alarm: Alarm?

    package init(_ address: Address, after dependencies: [Address] = [], following follows: [Address] = []) {
        self.address = address
        self.dependencies = dependencies
        self.follows = follows
        name = "sample-\(address.name)"
        if address.type == "aws_cloudwatch_metric_alarm" { alarm = Alarm() }
    }

    /// Nil for types that Terrier cannot query.
    package var service: Service? {
        switch address.type {
        case "aws_dynamodb_table": return .dynamodb
        case "aws_iam_role", "aws_iam_role_policy": return .iam
        case "aws_lambda_function": return .lambda
        case "aws_api_gateway_rest_api", "aws_api_gateway_stage": return .apigateway
        case "aws_cloudwatch_metric_alarm": return .cloudwatch
        case "aws_cloudwatch_log_group": return .logs
        default: return nil
        }
    }
}
