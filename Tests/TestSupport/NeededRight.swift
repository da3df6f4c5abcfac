import Foundation

/// A permission that IAM requires for a call: an action on a resource, with the condition keys of the call.
public struct NeededRight: Hashable, Sendable, CustomStringConvertible {
    public var action: String
    public var resource: String
    /// The values of IAM's condition keys, by name.
    public var context: [String: String] = [:]

    public var description: String {
        let conditions =
            context.isEmpty ? "" : " (\(context.map { "\($0) = \($1)" }.sorted().joined(separator: ", ")))"
        return "\(action) on \(resource)\(conditions)"
    }

    init(_ action: String, _ resource: String, _ context: [String: String] = [:]) {
        self.action = action
        self.resource = resource
        self.context = context
    }
}

/// Derives the rights from the recorded request only, by the Service Authorization Reference, independently of what Terrier
/// prints.
extension RecordedCall {
    private static let account = "123456789012"

    /// - Throws: a `SupportFault` for a call whose rights are not known; it must then be added here, by the reference.
    public func rights() throws -> [NeededRight] {
        switch service {
        case "dynamodb": return table()
        case "monitoring": return try alarms()
        case "logs": return logs()
        case "cloudtrail": return [NeededRight("cloudtrail:\(operation)", "*")]
        case "iam": return try roles()
        case "lambda": return try function()
        case "apigateway": return gateway()
        case "s3": return try object()
        case "sns": return [NeededRight("sns:\(form["Action"] ?? "")", form["TopicArn"] ?? "")]
        case "sts": return [NeededRight("sts:\(form["Action"] ?? "")", form["RoleArn"] ?? "*")]
        default: throw SupportFault("no rights are known for \(self)")
        }
    }

    private var operation: String {
        target.split(separator: ".").last.map(String.init) ?? form["Action"] ?? ""
    }

    private func arn(_ service: String, _ rest: String) -> String {
        "arn:aws:\(service):\(region):\(Self.account):\(rest)"
    }

    private func table() -> [NeededRight] {
        let input = json
        if operation == "ListBackups" { return [NeededRight("dynamodb:ListBackups", "*")] }
        let resource =
            input["ResourceArn"] as? String ?? arn("dynamodb", "table/\(input["TableName"] as? String ?? "")")
        var rights = [NeededRight("dynamodb:\(operation)", resource)]
        if operation == "CreateTable", let tags = input["Tags"] as? [Any], !tags.isEmpty {
            rights.append(NeededRight("dynamodb:TagResource", resource))
        }
        return rights
    }

    private func alarms() throws -> [NeededRight] {
        switch operation {
        case "DescribeAlarms", "GetMetricData": return [NeededRight("cloudwatch:\(operation)", "*")]
        case "ListTagsForResource", "TagResource", "UntagResource":
            return [
                NeededRight(
                    "cloudwatch:\(operation)", json["ResourceARN"] as? String ?? form["ResourceARN"] ?? "")
            ]
        case "PutMetricAlarm":
            let alarm = arn("cloudwatch", "alarm:\(json["AlarmName"] as? String ?? form["AlarmName"] ?? "")")
            let tags = (json["Tags"] as? [Any])?.isEmpty == false || form["Tags.member.1.Key"] != nil
            return (["PutMetricAlarm"] + (tags ? ["TagResource"] : [])).map {
                NeededRight("cloudwatch:\($0)", alarm)
            }
        case "DeleteAlarms", "DisableAlarmActions", "EnableAlarmActions":
            let listed = form.filter { $0.key.hasPrefix("AlarmNames.member.") }.map(\.value)
            let names = json["AlarmNames"] as? [String] ?? listed
            return names.map { NeededRight("cloudwatch:\(operation)", arn("cloudwatch", "alarm:\($0)")) }
        default: throw SupportFault("no rights are known for \(self)")
        }
    }

    /// The resource is written as in IAM's error messages: a log group is `log-group:NAME:log-stream:`.
    private func logs() -> [NeededRight] {
        let input = json
        if let tagged = input["resourceArn"] as? String { return [NeededRight("logs:\(operation)", tagged)] }
        let name = operation == "DescribeLogGroups" ? "" : input["logGroupName"] as? String ?? ""
        var rights = [NeededRight("logs:\(operation)", arn("logs", "log-group:\(name):log-stream:"))]
        if operation == "CreateLogGroup", (input["tags"] as? [String: Any])?.isEmpty == false {
            rights.append(NeededRight("logs:TagResource", arn("logs", "log-group:\(name)")))
        }
        return rights
    }

    private func roles() throws -> [NeededRight] {
        let input = form
        if operation == "GetUser", input["UserName"] == nil {
            return [NeededRight("iam:GetUser", "arn:aws:iam::\(Self.account):user/${aws:username}")]
        }
        guard let role = input["RoleName"] else { throw SupportFault("no rights are known for \(self)") }
        let resource = "arn:aws:iam::\(Self.account):role/\(role)"
        let context = input["PolicyArn"].map { ["iam:PolicyARN": $0] } ?? [:]
        var rights = [NeededRight("iam:\(operation)", resource, context)]
        if operation == "CreateRole", input["Tags.member.1.Key"] != nil {
            rights.append(NeededRight("iam:TagRole", resource))
        }
        return rights
    }

    private func function() throws -> [NeededRight] {
        let parts = path.split(separator: "/").map { String($0).removingPercentEncoding ?? String($0) }
        func lambda(_ action: String, _ resource: String) -> NeededRight {
            NeededRight("lambda:\(action)", resource)
        }
        if parts.count == 3, parts[1] == "tags" {
            return [lambda(method == "POST" ? "TagResource" : "UntagResource", parts[2])]
        }
        if parts.count == 2, parts[1] == "functions", method == "POST" { return createdFunction() }
        guard parts.count >= 3, parts[1] == "functions" else {
            throw SupportFault("no rights are known for \(self)")
        }
        let resource = arn("lambda", "function:\(parts[2])")
        switch (method, parts.dropFirst(3).first) {
        // The response contains tags only if the caller may list them.
        case ("GET", nil): return [lambda("GetFunction", resource), lambda("ListTags", resource)]
        case ("DELETE", nil): return [lambda("DeleteFunction", resource)]
        case ("GET", "versions"): return [lambda("ListVersionsByFunction", resource)]
        case ("GET", "code-signing-config"): return [lambda("GetFunctionCodeSigningConfig", resource)]
        case ("GET", "policy"): return [lambda("GetPolicy", resource)]
        case ("POST", "policy"): return [lambda("AddPermission", resource)]
        case ("DELETE", "policy"): return [lambda("RemovePermission", resource)]
        case ("PUT", "configuration"): return [lambda("UpdateFunctionConfiguration", resource)]
        case ("PUT", "code"): return [lambda("UpdateFunctionCode", resource)]
        default: throw SupportFault("no rights are known for \(self)")
        }
    }

    private func createdFunction() -> [NeededRight] {
        let input = json
        let resource = arn("lambda", "function:\(input["FunctionName"] as? String ?? "")")
        var rights = [
            NeededRight("lambda:CreateFunction", resource),
            NeededRight(
                "iam:PassRole", input["Role"] as? String ?? "",
                ["iam:PassedToService": "lambda.amazonaws.com"]),
        ]
        if (input["Tags"] as? [String: Any])?.isEmpty == false {
            rights.append(NeededRight("lambda:TagResource", resource))
        }
        return rights
    }

    private func gateway() -> [NeededRight] {
        let context =
            path == "/restapis" ? ["apigateway:Request/ApiName": json["name"] as? String ?? ""] : [:]
        return [NeededRight("apigateway:\(method)", "arn:aws:apigateway:\(region)::\(path)", context)]
    }

    /// S3 requests, with the bucket in the path.
    private func object() throws -> [NeededRight] {
        let parts = path.dropFirst().split(separator: "/", maxSplits: 1).map {
            String($0).removingPercentEncoding ?? ""
        }
        guard let bucket = parts.first else { throw SupportFault("no rights are known for \(self)") }
        if parts.count == 1 { return [NeededRight("s3:ListBucket", "arn:aws:s3:::\(bucket)")] }
        let actions = ["GET": "GetObject", "HEAD": "GetObject", "PUT": "PutObject", "DELETE": "DeleteObject"]
        guard let action = actions[method] else { throw SupportFault("no rights are known for \(self)") }
        return [NeededRight("s3:\(action)", "arn:aws:s3:::\(bucket)/\(parts[1])")]
    }
}
