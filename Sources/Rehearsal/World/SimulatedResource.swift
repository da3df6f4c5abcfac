package import Decisions

/// One thing that Terraform manages, as it truly is.
package struct SimulatedResource: Sendable, Equatable {
    /// The AWS services that Terrier asks; each can fail by itself.
    package enum Service: String, Sendable, CaseIterable {
        case dynamodb, iam, lambda, apigateway, cloudwatch, logs
    }

    /// What CloudWatch knows of an alarm.
    package struct Alarm: Sendable, Equatable {
        package var state = AlarmReport.State.ok
        package var changed = Timestamp(seconds: 0)
        package var actionsEnabled = true
        /// It changes its state in every look until then.
        package var flapsUntil: Duration?

        package init() {}
    }

    package var address: Address
    package var name: String
    /// Other things that this one is made after.
    package var dependencies: [Address] = []
    package var exists = true
    /// The code still has it.
    package var isInCode = true
    package var isWell = true
    /// Somebody changed it by hand since Terraform last wrote it.
    package var isHotfixed = false
    /// The code says something of it that nobody has applied.
    package var isCodeAhead = false
    /// Of the name, whether the thing is there or not.
    package var backups = 0
    package var alarm: Alarm?

    package init(_ address: Address, after dependencies: [Address] = []) {
        self.address = address
        self.dependencies = dependencies
        name = "sample-\(address.name)"
        if address.type == "aws_cloudwatch_metric_alarm" { alarm = Alarm() }
    }

    /// Nil for types that Terrier cannot ask for.
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
