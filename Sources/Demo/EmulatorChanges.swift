public import AWS
import Foundation
public import HTTP

/// Changes the emulated AWS without Terraform, as people and accidents do. The calls are signed like all others.
public struct EmulatorChanges: Sendable {
    public let endpoint: String
    public let region: String
    private let http: HTTPClient

    /// The emulator accepts any credentials; these are not real.
    public static let credentials = Credentials(accessKeyID: "testing", secretAccessKey: "testing")

    public init(endpoint: String, region: String = "us-east-1", http: HTTPClient) {
        self.endpoint = endpoint
        self.region = region
        self.http = http
    }

    public func deleteTable(_ name: String) async throws {
        try await json("dynamodb", "DynamoDB_20120810.DeleteTable", ["TableName": name])
    }

    /// Deletes a secret so that it can be restored for some days.
    public func scheduleDeletion(ofSecret name: String, days: Int) async throws {
        struct Input: Encodable {
            var SecretId: String
            var RecoveryWindowInDays: Int
        }
        try await json(
            "secretsmanager", "secretsmanager.DeleteSecret",
            Input(SecretId: name, RecoveryWindowInDays: days))
    }

    public func scheduleDeletion(ofKey id: String, days: Int) async throws {
        struct Input: Encodable {
            var KeyId: String
            var PendingWindowInDays: Int
        }
        try await json(
            "kms", "TrentService.ScheduleKeyDeletion", Input(KeyId: id, PendingWindowInDays: days))
    }

    public func createBackup(ofTable name: String) async throws {
        try await json(
            "dynamodb", "DynamoDB_20120810.CreateBackup", ["TableName": name, "BackupName": "before"])
    }

    public func deleteAlarm(_ name: String) async throws {
        try await json(
            "monitoring", "GraniteServiceVersion20100801.DeleteAlarms", ["AlarmNames": [name]])
    }

    public func deleteMailIdentity(_ address: String) async throws {
        try await query("ses", ["Action": "DeleteIdentity", "Version": "2010-12-01", "Identity": address])
    }

    public func setAlarm(_ name: String, to state: String) async throws {
        try await json(
            "monitoring", "GraniteServiceVersion20100801.SetAlarmState",
            ["AlarmName": name, "StateValue": state, "StateReason": "test"])
    }

    /// Changes the trust policy of a role to a service, as a manual hotfix does.
    public func trust(_ service: String, role: String) async throws {
        let policy = """
            {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"Service":"\(service)"}}]}
            """
        try await query(
            "iam", ["Action": "UpdateAssumeRolePolicy", "RoleName": role, "PolicyDocument": policy])
    }

    /// IAM's response to GetRole, which contains the trust policy of the role.
    public func trustPolicy(ofRole role: String) async throws -> String {
        try await query("iam", ["Action": "GetRole", "RoleName": role])
    }

    /// Puts metric values for the invocations and errors of a function, with the current time.
    public func putInvocations(_ count: Double, errors: Double, ofFunction name: String) async throws {
        for (metric, value) in [("Invocations", count), ("Errors", errors)] {
            try await query(
                "monitoring",
                [
                    "Action": "PutMetricData", "Version": "2010-08-01", "Namespace": "AWS/Lambda",
                    "MetricData.member.1.MetricName": metric, "MetricData.member.1.Value": "\(value)",
                    "MetricData.member.1.Dimensions.member.1.Name": "FunctionName",
                    "MetricData.member.1.Dimensions.member.1.Value": name,
                ])
        }
    }

    /// Writes log events of a function, in order, with the current time.
    public func log(_ messages: [String], ofFunction name: String) async throws {
        struct Event: Encodable {
            var timestamp: Int64
            var message: String
        }
        struct Input: Encodable {
            var logGroupName, logStreamName: String
            var logEvents: [Event]
        }
        let (group, stream) = ("/aws/lambda/\(name)", "stream-\(UInt32.random(in: 0...UInt32.max))")
        try await json(
            "logs", "Logs_20140328.CreateLogStream", ["logGroupName": group, "logStreamName": stream])
        let first = Int64(Date().timeIntervalSince1970 * 1000) - Int64(messages.count)
        let events = messages.enumerated().map { Event(timestamp: first + Int64($0), message: $1) }
        try await json(
            "logs", "Logs_20140328.PutLogEvents",
            Input(logGroupName: group, logStreamName: stream, logEvents: events))
    }

    public func createLogGroup(_ name: String) async throws {
        try await json("logs", "Logs_20140328.CreateLogGroup", ["logGroupName": name])
    }

    public func deleteLogGroup(_ name: String) async throws {
        try await json("logs", "Logs_20140328.DeleteLogGroup", ["logGroupName": name])
    }

    /// Creates a customer managed policy.
    public func createPolicy(_ name: String) async throws {
        let document =
            #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"logs:PutLogEvents","Resource":"*"}]}"#
        try await query(
            "iam", ["Action": "CreatePolicy", "PolicyName": name, "PolicyDocument": document])
    }

    public func createTopic(_ name: String) async throws {
        try await query("sns", ["Action": "CreateTopic", "Version": "2010-03-31", "Name": name])
    }

    /// - Parameter name: of a topic in the emulator's own account.
    public func deleteTopic(_ name: String) async throws {
        try await query(
            "sns",
            [
                "Action": "DeleteTopic", "Version": "2010-03-31",
                "TopicArn": "arn:aws:sns:\(region):123456789012:\(name)",
            ])
    }

    /// The names of all topics, in the ARNs of SNS's response.
    public func topics() async throws -> String {
        try await query("sns", ["Action": "ListTopics", "Version": "2010-03-31"])
    }

    public func deleteFunction(_ name: String) async throws {
        _ = try await send("lambda", [], [], method: "DELETE", path: "/2015-03-31/functions/\(name)")
    }

    /// Lambda's response to ListFunctions.
    public func functions() async throws -> String {
        try await send("lambda", [], [], method: "GET", path: "/2015-03-31/functions/")
    }

    /// API Gateway's response to a call of its second version, for example GetIntegrations.
    ///
    /// - Parameter path: begins with `/v2/`.
    public func gateway(_ method: String, _ path: String, _ body: String = "") async throws -> String {
        let headers = body.isEmpty ? [] : [(name: "Content-Type", value: "application/json")]
        return try await send("apigateway", headers, Array(body.utf8), method: method, path: path)
    }

    private func json(_ service: String, _ target: String, _ input: some Encodable) async throws {
        let version = service == "logs" ? "1.1" : "1.0"
        let headers = [
            (name: "Content-Type", value: "application/x-amz-json-\(version)"),
            (name: "X-Amz-Target", value: target),
        ]
        _ = try await send(service, headers, Array(try JSONEncoder().encode(input)))
    }

    @discardableResult
    private func query(_ service: String, _ parameters: [String: String]) async throws -> String {
        let all = parameters.merging(["Version": "2010-05-08"]) { given, _ in given }
        let form = all.keys.sorted().map { "\(Signer.encode($0))=\(Signer.encode(all[$0] ?? ""))" }.joined(
            separator: "&")
        let headers = [(name: "Content-Type", value: "application/x-www-form-urlencoded")]
        return try await send(service, headers, Array(form.utf8))
    }

    /// Sends a signed request, for a service that has no function here.
    public func send(
        _ service: String, _ headers: [(name: String, value: String)], _ body: [UInt8],
        method: String = "POST", path: String = "/"
    ) async throws -> String {
        let host = endpoint.replacing("http://", with: "")
        let all = [(name: "Host", value: host)] + headers
        let signature = Signer(region: region, service: service).sign(
            .init(method: method, path: path, query: "", headers: all, body: body), with: Self.credentials,
            at: Date())
        let request = HTTPRequest(
            method, endpoint + path,
            headers: (all + signature.headers).map { HTTPRequest.Header($0.name, $0.value) }, body: body)
        let response = try await http.send(request, deadline: .seconds(10))
        guard response.status < 300 else {
            throw DemoFault("the emulator returned HTTP \(response.status) for \(service)")
        }
        return String(decoding: response.body, as: UTF8.self)
    }
}
