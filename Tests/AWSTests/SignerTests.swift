import Commands
import Foundation
import TestSupport
import Testing

@testable import AWS

@Suite struct SignerTests {
    static let date = Date(timeIntervalSince1970: 1_440_938_160)

    @Test(arguments: SigningVectors.all)
    func signsAsTheAWSTestSuiteExpects(vector: SigningVectors.Vector) throws {
        let request = try #require(Self.parse(vector.request))
        let signer = Signer(
            region: "us-east-1", service: "service", normalizesPath: vector.normalizes,
            signsBodyHeader: vector.signsBody, signsToken: vector.signsToken)
        let credentials = Credentials(
            accessKeyID: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
            sessionToken: vector.token)
        let signature = signer.sign(request, with: credentials, at: Self.date)
        #expect(signature.canonicalRequest == vector.canonicalRequest)
        #expect(signature.stringToSign == vector.stringToSign)
        #expect(signature.signature == vector.signature)
    }

    @Test func testSuiteIsComplete() {
        #expect(SigningVectors.all.count == 38)
    }

    /// botocore computes the same signatures for requests that this client sends.
    @Test(.enabled(if: Requirement.has(.python), "needs python3 with botocore"))
    func signaturesEqualThoseOfBotocore() async throws {
        let requests: [(service: String, request: Signer.Request)] = [
            (
                "dynamodb",
                .init(
                    method: "POST", path: "/", query: "",
                    headers: [
                        ("Host", "dynamodb.us-east-1.amazonaws.com"),
                        ("Content-Type", "application/x-amz-json-1.0"),
                        ("X-Amz-Target", "DynamoDB_20120810.DescribeTable"),
                    ], body: Array(#"{"TableName":"a b/ü"}"#.utf8))
            ),
            (
                "lambda",
                .init(
                    method: "GET", path: "/2015-03-31/functions/arn%3Aaws%3Alambda",
                    query: "Qualifier=%24LATEST&b=",
                    headers: [("Host", "lambda.us-east-1.amazonaws.com")], body: [])
            ),
            (
                "sts",
                .init(
                    method: "POST", path: "/", query: "", headers: [("Host", "sts.us-east-1.amazonaws.com")],
                    body: Array("Action=GetCallerIdentity&Version=2011-06-15".utf8))
            ),
        ]
        for (service, request) in requests {
            let ours = Signer(region: "us-east-1", service: service).sign(
                request,
                with: Credentials(accessKeyID: "AKID", secretAccessKey: "secret", sessionToken: "token"),
                at: Self.date)
            let expected = try await Self.botocore(service, request)
            #expect(ours.signature == expected, "\(service)")
        }
    }

    private static func botocore(_ service: String, _ request: Signer.Request) async throws -> String {
        let document: [String: Any] = [
            "service": service, "method": request.method,
            "body": String(decoding: request.body, as: UTF8.self),
            "url":
                "https://\(request.headers[0].value)\(request.path)\(request.query.isEmpty ? "" : "?" + request.query)",
            "headers": Dictionary(
                uniqueKeysWithValues: request.headers.dropFirst().map { ($0.name, $0.value) }),
        ]
        let program = """
            import datetime, json, sys, botocore.auth
            from botocore.awsrequest import AWSRequest
            from botocore.credentials import Credentials
            d = json.load(sys.stdin)
            now = datetime.datetime(2015, 8, 30, 12, 36, 0, tzinfo=datetime.timezone.utc)
            for name in ("get_current_datetime",):
                if hasattr(botocore.auth, name): setattr(botocore.auth, name, lambda *a, **k: now)
            class Fixed(datetime.datetime):
                @classmethod
                def utcnow(cls): return now.replace(tzinfo=None)
                @classmethod
                def now(cls, tz=None): return now
            botocore.auth.datetime = type("m", (), {"datetime": Fixed, "timezone": datetime.timezone})() if hasattr(botocore.auth.datetime, "datetime") else Fixed
            r = AWSRequest(method=d["method"], url=d["url"], data=d["body"], headers=d["headers"])
            botocore.auth.SigV4Auth(Credentials("AKID", "secret", "token"), d["service"], "us-east-1").add_auth(r)
            print(r.headers["Authorization"].split("Signature=")[1])
            """
        let venv = Machine.project + "/.venv/bin/python"
        let python = FileManager.default.isExecutableFile(atPath: venv) ? venv : "python3"
        let result = try await run(
            Command(
                python, ["-c", program],
                environment: AllowedEnvironment.make(from: Machine.environment, adding: [:]),
                input: Array(try JSONSerialization.data(withJSONObject: document)), deadline: .seconds(240)))
        guard result.succeeded else {
            throw SupportFault("botocore: \(String(decoding: result.errorOutput.suffix(500), as: UTF8.self))")
        }
        return String(decoding: result.output, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Parses a request in the format of the test suite, with continuation lines of headers.
    private static func parse(_ text: String) -> Signer.Request? {
        let parts = text.split(separator: "\n\n", maxSplits: 1, omittingEmptySubsequences: false)
        var lines = parts[0].split(separator: "\n").map(String.init)
        let first = lines.removeFirst()
        guard let start = first.firstIndex(of: " "), let end = first.lastIndex(of: " ") else { return nil }
        let target = first[first.index(after: start)..<end]
        let pieces = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false).map(
            String.init)
        var headers: [(name: String, value: String)] = []
        for line in lines {
            if line.first == " ", let last = headers.popLast() {
                headers.append((last.name, last.value + "\n" + line))
            } else if let colon = line.firstIndex(of: ":") {
                headers.append((String(line[..<colon]), String(line[line.index(after: colon)...])))
            }
        }
        // The suite lists the date among the headers of some requests; the signer adds its own.
        headers.removeAll {
            ["x-amz-date", "x-amz-security-token", "x-amz-content-sha256"].contains($0.name.lowercased())
        }
        let body = parts.count > 1 ? Array(parts[1].utf8) : []
        return Signer.Request(
            method: String(first[..<start]), path: pieces[0], query: pieces.count > 1 ? pieces[1] : "",
            headers: headers,
            body: body)
    }
}
