import Commands
import Decisions
import Foundation
import Testing

@testable import Terraform

/// What a backend, a provider or another program said reaches the fault, without anything secret. The texts are those of
/// Terraform 1.11 and the AWS provider 5.100.
@Suite struct LostReasonTests {
    private let stack = TerraformStack(name: "s", directory: "/srv/s", binary: "tfenv", environment: [:])

    private func pull(_ errorOutput: String, code: Int32 = 1) -> TerraformFault {
        Diagnosis(stack: stack, verb: "state pull").fault(
            for: CommandResult(
                status: .exited(code), output: [], errorOutput: Array(errorOutput.utf8), isTruncated: false),
            errors: [])
    }

    private func plan(_ summary: String, _ detail: String = "", address: String? = nil) -> TerraformFault {
        Diagnosis(stack: stack, verb: "plan").fault(
            for: CommandResult(status: .exited(1), output: [], errorOutput: [], isTruncated: false),
            errors: [
                PlanLines.Diagnostic(severity: "error", summary: summary, detail: detail, address: address)
            ])
    }

    /// What a backend says, with the kind and the words of it that a person needs.
    static let backends: [(said: String, cause: Unknown.Cause, words: String)] = [
        ("HTTP remote state endpoint requires auth", .denied, "HTTP remote state endpoint requires auth"),
        ("HTTP remote state endpoint invalid auth", .denied, "HTTP remote state endpoint invalid auth"),
        (
            "Failed to get state: GET http://kim:hunter2@127.0.0.1:15571/state/prod?token=abcdef giving up after 1 attempt(s)",
            .unreachable, "GET http://127.0.0.1:15571/state/prod giving up after 1 attempt(s)"
        ),
        (
            #"Failed to get state: GET http://127.0.0.1:15571/state/prod giving up after 1 attempt(s): Get "http://127.0.0.1:15571/state/prod": dial tcp 127.0.0.1:15571: connect: connection refused"#,
            .unreachable, "giving up after 1 attempt(s): connection refused"
        ),
        (
            #"Unable to access object "prod.tfstate" in S3 bucket "acme-tfstate": operation error S3: HeadObject, https response error StatusCode: 403, RequestID: RID, HostID: , api error Forbidden: Forbidden"#,
            .denied,
            #"Unable to access object "prod.tfstate" in S3 bucket "acme-tfstate": S3 HeadObject: status 403, Forbidden"#
        ),
        (
            #"Unable to list objects in S3 bucket "acme-tfstate" with prefix "env:/": operation error S3: ListObjectsV2, exceeded maximum number of attempts, 1, https response error StatusCode: 503, RequestID: RID, HostID: , api error SlowDown: hunter2"#,
            .unreachable, "S3 ListObjectsV2: status 503, SlowDown"
        ),
        (
            #"Unable to list objects in S3 bucket "acme-tfstate" with prefix "env:/": operation error S3: ListObjectsV2, https response error StatusCode: 400, RequestID: RID, HostID: , api error ExpiredToken: hunter2"#,
            .denied, "S3 ListObjectsV2: status 400, ExpiredToken"
        ),
        (
            #"Unable to list objects in S3 bucket "acme-tfstate" with prefix "env:/": operation error S3: ListObjectsV2, exceeded maximum number of attempts, 1, https response error StatusCode: 0, RequestID: , HostID: , request send failed, Get "http://127.0.0.1:15572/acme-tfstate?list-type=2": dial tcp 127.0.0.1:15572: connect: connection refused"#,
            .unreachable, "S3 ListObjectsV2: no answer"
        ),
        (
            "S3 bucket \"acme-tfstate\" does not exist.\n\nThe referenced S3 bucket must have been previously created. If the S3 bucket\nwas created within the last minute, please wait for a minute or two and try\nagain.\n\nError: operation error S3: ListObjectsV2, https response error StatusCode: 404, RequestID: RID, HostID: , NoSuchBucket: \n",
            .failed, "S3 bucket \"acme-tfstate\" does not exist."
        ),
        (
            "AccessDenied: Access Denied\n\tstatus code: 403, request id: RID, host id: HID", .denied,
            "AWS: status 403, AccessDenied"
        ),
        (
            "state data in S3 does not have the expected content.\n\nThe checksum calculated for the state stored in S3 does not match the checksum\nstored in DynamoDB.",
            .failed, "state data in S3 does not have the expected content."
        ),
        (
            "2 problems:\n\n- Unsupported state file format: The state file could not be parsed as JSON: syntax error at byte offset 1.\n- Unsupported state file format: The state file does not have a \"version\" attribute, which is required to identify the format version.",
            .notParsed, "is not a state: it is not JSON from the first byte on, as a sign-in page"
        ),
        (
            "Unsupported state file format: The state file could not be parsed as JSON: syntax error at byte offset 19.",
            .notParsed, "torn or corrupt"
        ),
        (
            "Unsupported state file format: The state file uses format version 5, which is not supported by Terraform 1.11.4.",
            .notParsed, "format version 5"
        ),
        (
            #"parse "postgres://kim:hunt/er2@db.example/x": invalid userinfo"#, .failed, "invalid userinfo"
        ),
        (
            "querying Cloud Storage failed: googleapi: Error 403: kim has no storage.objects.list, forbidden",
            .denied, "querying Cloud Storage failed: googleapi: Error 403"
        ),
        (
            "pq: password authentication failed for user \"terraform\"", .failed,
            "password authentication failed"
        ),
    ]

    @Test(arguments: backends)
    func backendsWordsAreTheReason(row: (said: String, cause: Unknown.Cause, words: String)) {
        let warning = "╷\n│ Warning: Unable to open CLI configuration file\n│ \n│ connection refused\n╵\n"
        for fault in [
            pull("\(warning)\u{1B}[31mFailed to refresh state: \(row.said)\u{1B}[0m\u{1B}[0m\n"),
            pull("Error loading the state: \(row.said)\n\nPlease ensure that your Terraform state exists.\n"),
            plan("error loading state: \(row.said)"),
        ] {
            #expect(fault.unknown.cause == row.cause, "\(fault)")
            #expect(fault.description.contains(row.words), "\(fault)")
            for secret in ["hunter2", "er2", "kim:", "token", "RID", "\n"] {
                #expect(!fault.description.contains(secret), "\(fault)")
            }
        }
    }

    /// What the AWS provider says.
    static let provider: [(summary: String, detail: String, cause: Unknown.Cause, words: String)] = [
        (
            "reading Dynamodb Table (things): operation error DynamoDB: DescribeTable, https response error StatusCode: 400, RequestID: RID, api error AccessDeniedException: hunter2",
            "", .denied, "reading Dynamodb Table: DynamoDB DescribeTable: status 400, AccessDeniedException"
        ),
        (
            "reading Dynamodb Table (things): operation error DynamoDB: DescribeTable, exceeded maximum number of attempts, 1, https response error StatusCode: 400, RequestID: RID, api error ThrottlingException: hunter2",
            "", .unreachable, "ThrottlingException"
        ),
        (
            "reading Dynamodb Table (things): operation error DynamoDB: DescribeTable, https response error StatusCode: 403, RequestID: RID, deserialization failed, failed to decode response body, invalid character '<' looking for beginning of value",
            "", .denied, "DynamoDB DescribeTable: status 403"
        ),
        (
            "Retrieving AWS account details: validating provider credentials: retrieving caller identity from STS: operation error STS: GetCallerIdentity, exceeded maximum number of attempts, 1, https response error StatusCode: 0, RequestID: , request send failed, Post \"http://127.0.0.1:15573/\": dial tcp 127.0.0.1:15573: connect: connection refused",
            "", .unreachable, "STS GetCallerIdentity: no answer"
        ),
        (
            "Cannot assume IAM Role",
            "IAM Role (arn:aws:iam::123456789012:role/x) cannot be assumed.\n\nError: operation error STS: AssumeRole, https response error StatusCode: 403, RequestID: RID, api error AccessDenied: hunter2",
            .denied, "Cannot assume IAM Role: STS AssumeRole: status 403, AccessDenied"
        ),
        (
            "reading S3 Bucket (x): operation error S3: HeadBucket, get identity: get credentials: failed to refresh cached credentials, no EC2 IMDS role found, operation error ec2imds: GetMetadata, hunter2",
            "", .noCredentials, "S3 HeadBucket: no credentials"
        ),
        (
            "creating Lambda Function (x): operation error Lambda: CreateFunction, https response error StatusCode: 400, RequestID: RID, api error ValidationException: hunter2",
            "", .failed, "Lambda CreateFunction: status 400, ValidationException"
        ),
        ("creating Thing", "connection refused by the operator AccessDenied", .failed, "creating Thing"),
    ]

    @Test(arguments: provider)
    func providersErrorsAreToldApartByTheirForm(
        row: (summary: String, detail: String, cause: Unknown.Cause, words: String)
    ) {
        let fault = plan(row.summary, row.detail, address: "module.x[\"a\"].aws_dynamodb_table.t")
        #expect(fault.unknown.cause == row.cause && fault.description.contains(row.words), "\(fault)")
        #expect(!fault.description.contains("hunter2") && !fault.description.contains("RID"), "\(fault)")
    }

    @Test func networkErrorsOfOtherProvidersAreUnreachable() {
        let refused =
            #"Get "http://localhost/api/v1/namespaces/x": dial tcp [::1]:80: connect: connection refused"#
        #expect(plan(refused, address: "kubernetes_namespace.x").code == .unreachable)
        #expect(
            plan("External Program Execution Failed", refused, address: "data.external.x").code == .failed)
        #expect(plan("connection refused", address: "kubernetes_namespace.x").code == .failed)
    }

    /// Version managers, which run in Terraform's place.
    @Test func anotherProgramsWordsAreTheReason() {
        let asdf = pull("No version is set for command terraform\n", code: 126)
        #expect(
            asdf.description
                == "terraform state pull of s failed with exit code 126: tfenv said: No version is set for command terraform; run 'tfenv version' in /srv/s as this user"
        )
        let tfenv = pull(
            "cat: /root/.tfenv/version: No such file or directory\nVersion could not be resolved (set by /root/.tfenv/version or tfenv use <version>)\n"
        )
        #expect(
            tfenv.description.contains(
                "cat: /root/.tfenv/version: No such file or directory; Version could not be resolved (set by /root/.tfenv/version or tfenv use <version>)"
            ), "\(tfenv)")
        #expect(asdf.code == .failed && tfenv.code == .failed)
        let leaking = pull(
            "TOKEN=abcdef password: correcthorse hunter2 Bearer abc https://kim:horse@h/x?k=v\n")
        #expect(leaking.description.contains("said: … password: … … Bearer … https://h/x;"), "\(leaking)")
        #expect(
            pull("").description == "terraform state pull of s failed with exit code 1 and printed no reason")
        // Words of people's own prove nothing.
        #expect(pull("run terraform init: connection refused, AccessDenied\n").code == .failed)
    }

    @Test func lockFaultNamesTheReason() {
        let lock = "Error acquiring the state lock"
        let denied = plan(
            lock,
            "Error message: operation error S3: PutObject, https response error StatusCode: 403, RequestID: RID, HostID: , api error AccessDenied: hunter2\n\nTerraform acquires a state lock"
        )
        #expect(denied.code == .lockUnavailable)
        #expect(denied.description.hasSuffix("names no holder: S3 PutObject: status 403, AccessDenied"))
        let file = plan(
            lock, "Error message: open terraform.tfstate: permission denied\n\nTerraform acquires")
        #expect(
            file.description.contains(": open terraform.tfstate: permission denied; this user has no right"))
        // What people wrote into the lock info is no error about the state.
        let held = plan(
            lock,
            "Error message: conditional request failed\nLock Info:\n  ID:   a-b\n  Who:  x@h\n  Info: \n- Unsupported state file format: x\n"
        )
        guard case .locked = held.code else {
            Issue.record("\(held)")
            return
        }
    }

    /// Errors about code: what people wrote in it is no reason for advice.
    @Test(arguments: [
        ("Error in function call", "Call to function \"jsondecode\" failed: EOF."),
        (
            "Invalid value for variable",
            "Write AccessDenied, or dial tcp 1.2.3.4:5: connect: connection refused"
        ),
        ("Resource precondition failed", "Run terraform init in ../network: permission denied"),
        ("Check block assertion failed", "Error acquiring the state lock\nLock Info:\n  ID: x"),
        ("Invalid reference", "operation error S3: GetObject, api error AccessDenied: x"),
        ("Error acquiring the state of things", "Unsupported state file format: x"),
    ])
    func textOfPeopleIsNoKind(row: (String, String)) {
        let fault = plan(row.0, row.1)
        #expect(
            fault.code == .failed && fault.description == "terraform plan of s failed: \(row.0)", "\(fault)")
    }
}
