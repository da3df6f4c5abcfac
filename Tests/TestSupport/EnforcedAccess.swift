import Demo
import Foundation
import HTTP

/// Turns on the emulator's own enforcement of IAM: it then checks the signature and the policies of every call.
public struct EnforcedAccess: Sendable {
    private let lab: Lab

    /// Runs a closure while access is enforced.
    ///
    /// - Parameters:
    ///   - users: the names of users, and the policies that `terrier policy` printed for them.
    ///   - body: gets the users' credentials, in the format of `~/.aws/credentials`.
    /// - Returns: the result of the closure.
    public static func with<Value>(
        _ lab: Lab, users: [String: PrintedPolicy], _ body: ([String: String]) async throws -> Value
    ) async throws -> Value {
        let access = EnforcedAccess(lab: lab)
        var credentials: [String: String] = [:]
        for (name, policy) in users { credentials[name] = try await access.create(name, policy) }
        try await access.checkAfter("0")
        let result: Result<Value, any Error>
        do { result = .success(try await body(credentials)) } catch { result = .failure(error) }
        try await access.checkAfter("inf")
        return try result.get()
    }

    /// Sets the number of calls that are not checked from now on; `inf` turns the enforcement off.
    private func checkAfter(_ count: String) async throws {
        let response = try await lab.http.send(
            HTTPRequest("POST", lab.emulator.endpoint + "/moto-api/reset-auth", body: Array(count.utf8)),
            deadline: .seconds(10))
        guard response.status == 200 else {
            throw SupportFault("the emulator returned HTTP \(response.status) for reset-auth")
        }
    }

    private func create(_ name: String, _ policy: PrintedPolicy) async throws -> String {
        _ = try await iam(["Action": "CreateUser", "UserName": name])
        let document = Self.document(policy)
        _ = try await iam([
            "Action": "PutUserPolicy", "UserName": name, "PolicyName": name, "PolicyDocument": document,
        ])
        let key = try await iam(["Action": "CreateAccessKey", "UserName": name])
        guard let identity = key.firstMatch(of: /<AccessKeyId>(.+?)<\/AccessKeyId>/),
            let secret = key.firstMatch(of: /<SecretAccessKey>(.+?)<\/SecretAccessKey>/)
        else { throw SupportFault("the emulator created no access key") }
        return "[default]\naws_access_key_id = \(identity.1)\naws_secret_access_key = \(secret.1)\n"
    }

    /// The policy in the form that the emulator checks. It checks only actions, because it does not know the resource of a call. It
    /// uses the name of CloudWatch in signatures (`monitoring`), and operations such as `GetResources` for API Gateway.
    private static func document(_ policy: PrintedPolicy) -> String {
        let verbs = [
            "GET": ["Get"], "POST": ["Create", "Put"], "PUT": ["Put", "Create"], "PATCH": ["Update"],
            "DELETE": ["Delete"],
        ]
        let actions = Set(policy.entries.map(\.action)).flatMap { action -> [String] in
            let parts = action.split(separator: ":").map(String.init)
            guard parts.count == 2 else { return [] }
            if parts[0] == "apigateway" { return (verbs[parts[1]] ?? []).map { "apigateway:\($0)*" } }
            return [parts[0] == "cloudwatch" ? "monitoring:\(parts[1])" : action]
        }
        let list = Set(actions).sorted().map { "\"\($0)\"" }.joined(separator: ", ")
        return
            #"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": [\#(list)], "Resource": "*"}]}"#
    }

    private func iam(_ parameters: [String: String]) async throws -> String {
        var form = URLComponents()
        form.queryItems = (parameters.merging(["Version": "2010-05-08"]) { given, _ in given })
            .map { URLQueryItem(name: $0.key, value: $0.value) }
        let scope = "somebody/20260101/us-east-1/iam/aws4_request"
        let response = try await lab.http.send(
            HTTPRequest(
                "POST", lab.emulator.endpoint + "/",
                headers: [
                    .init("Content-Type", "application/x-www-form-urlencoded"),
                    .init(
                        "Authorization",
                        "AWS4-HMAC-SHA256 Credential=\(scope), SignedHeaders=host, Signature=0"),
                ], body: Array((form.percentEncodedQuery ?? "").replacing("+", with: "%2B").utf8)),
            deadline: .seconds(10))
        let text = String(decoding: response.body, as: UTF8.self)
        guard response.status == 200 else {
            throw SupportFault(
                "the emulator returned HTTP \(response.status) for \(parameters["Action"] ?? "")")
        }
        return text
    }
}
