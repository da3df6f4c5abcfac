import Notifications
import Testing

@testable import Settings

/// The faults of a configuration, each as `LINE:COLUMN MESSAGE`.
func faults(_ text: String) -> [String] {
    do throws(SettingsFaults) {
        _ = try parse(text, file: "t.yaml")
        return []
    } catch {
        return error.faults.map { "\($0.line):\($0.column) \($0.message)" }
    }
}

/// A stack with additional lines. The first of them is line 4 of the file.
func stack(_ lines: [String]) -> String {
    (["stacks:", "  - name: a", "    directory: /srv/a"] + lines.map { "    " + $0 }).joined(separator: "\n")
}

/// A stack with three tiers, the last of them expendable, and additional lines. The first of them is line 8 of the file.
func tiered(_ lines: [String]) -> String {
    stack(
        [
            "tiers:",
            "  - {name: foundation, addresses: [aws_dynamodb_table.events]}",
            "  - {name: service, addresses: ['aws_lambda_*.*']}",
            "  - {name: monitoring, addresses: ['aws_cloudwatch_metric_alarm.*'], expendable: true}",
        ] + lines)
}

/// The settings of the only stack.
func settings(_ text: String) throws -> StackSettings {
    try #require(try parse(text, file: "t.yaml").stacks.first)
}
