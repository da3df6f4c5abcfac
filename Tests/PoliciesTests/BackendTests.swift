import Decisions
import Foundation
import Notifications
import Settings
import Terraform
import TestSupport
import Testing

@testable import Policies

@Suite struct BackendTests {
    private static let config = """
        {"version":3,"backend":{"type":"s3","config":{"bucket":"b","key":"k/s.tfstate","region":"eu-north-1",
        "use_lockfile":true,"dynamodb_table":"locks","access_key":"AKIA","secret_key":"hunter2","workspace_key_prefix":null%}}}
        """

    /// The backend as `terraform init` writes it.
    private func backend(_ more: String = "", workspace: String = "default") async throws -> StateBackend {
        try await Machine.withDirectory { directory in
            try FileManager.default.createDirectory(
                atPath: directory + "/.terraform", withIntermediateDirectories: true)
            try Self.config.replacing("%", with: more).write(
                toFile: directory + "/.terraform/terraform.tfstate", atomically: true, encoding: .utf8)
            return try StateBackend.read(
                TerraformStack(name: "s", directory: directory, workspace: workspace, environment: [:]))
        }
    }

    @Test func withoutBackendNoRightsAreNeeded() async throws {
        try await Machine.withDirectory { directory in
            let backend = try StateBackend.read(
                TerraformStack(name: "s", directory: directory, environment: [:]))
            #expect(backend == .local(directory + "/terraform.tfstate"))
        }
    }

    @Test func watcherReadsStateAndRepairerWritesIt() async throws {
        let stack = Case(backend: try await backend())
        #expect(
            try stack.entries(.watcher, "s3:")
                == [
                    "s3:GetBucketVersioning on arn:aws:s3:::b", "s3:GetObject on arn:aws:s3:::b/k/s.tfstate",
                    "s3:GetObject on arn:aws:s3:::b/k/s.tfstate.tflock", "s3:ListBucket on arn:aws:s3:::b",
                ])
        #expect(
            try stack.entries(.repairer, "s3:") == [
                "s3:DeleteObject on arn:aws:s3:::b/k/s.tfstate.tflock",
                "s3:GetObject on arn:aws:s3:::b/k/s.tfstate",
                "s3:GetObject on arn:aws:s3:::b/k/s.tfstate.tflock", "s3:ListBucket on arn:aws:s3:::b",
                "s3:PutObject on arn:aws:s3:::b/k/s.tfstate",
                "s3:PutObject on arn:aws:s3:::b/k/s.tfstate.tflock",
            ])
        let table = "arn:aws:dynamodb:eu-north-1:123456789012:table/locks"
        #expect(try stack.entries(.watcher, "dynamodb:") == ["dynamodb:GetItem on \(table)"])
        #expect(
            try stack.entries(.repairer, "dynamodb:")
                == ["DeleteItem", "GetItem", "PutItem"].map { "dynamodb:\($0) on \(table)" })
        for statement in try stack.printed(.repairer).statements where statement.resources == [table] {
            #expect(
                statement.condition == [
                    "ForAllValues:StringEquals": [
                        "dynamodb:LeadingKeys": ["b/k/s.tfstate", "b/k/s.tfstate-md5"]
                    ]
                ])
        }
    }

    /// Names of the backend are no patterns, and a bucket with a slash would be an object in another one.
    @Test func namesOfTheBackendAreWrittenAsThemselves() async throws {
        let odd = StateBackend.S3(
            bucket: "b*", key: "k?/${x}", region: "eu-north-1", usesLockFile: true, lockTable: "t*",
            kmsKey: "k*", roles: [])
        let stack = Case(backend: .s3(odd))
        #expect(
            try stack.entries(.repairer, "s3:P") == [
                "s3:PutObject on arn:aws:s3:::b${*}/k${?}/${$}{x}",
                "s3:PutObject on arn:aws:s3:::b${*}/k${?}/${$}{x}.tflock",
            ])
        #expect(
            try stack.entries(.watcher, "dynamodb:") == [
                "dynamodb:GetItem on arn:aws:dynamodb:eu-north-1:123456789012:table/t${*}"
            ])
        #expect(
            try stack.entries(.watcher, "kms:") == [
                "kms:Decrypt on arn:aws:kms:eu-north-1:123456789012:key/k${*}"
            ])
        let lock = try stack.printed(.repairer).statements.first { $0.actions.contains("dynamodb:PutItem") }
        #expect(
            lock?.condition == [
                "ForAllValues:StringEquals": [
                    "dynamodb:LeadingKeys": ["b${*}/k${?}/${$}{x}", "b${*}/k${?}/${$}{x}-md5"]
                ]
            ])
    }

    @Test(arguments: ["a/b", "결제"]) func backendWithANameThatCannotBeWrittenIsRefused(bucket: String) throws {
        let odd = StateBackend.S3(
            bucket: bucket, key: "k", region: nil, usesLockFile: false, lockTable: "t", kmsKey: nil, roles: []
        )
        let stack = Case(backend: .s3(odd))
        #expect(try stack.entries(.repairer, "s3:") == [])
        #expect(try stack.entries(.repairer, "dynamodb:") == [])
        let remarks = try stack.remarks()
        #expect(remarks.count == 1)
        #expect(remarks.first?.hasPrefix("warning: s: the backend of the state: its 'bucket' ") == true)
        #expect(
            remarks.first?.hasSuffix(
                ", so no policy has the rights to the state: rename it, or add the rights by hand") == true)
    }

    @Test func workspaceHasItsOwnKey() async throws {
        let stack = Case(backend: try await backend(workspace: "eu"))
        let key = "s3:GetObject on arn:aws:s3:::b/env:/eu/k/s.tfstate"
        #expect(try stack.entries(.watcher, "s3:GetObject") == [key, key + ".tflock"])
    }

    @Test func backendWithItsOwnRoleNeedsOnlyAssumeRole() async throws {
        let stack = Case(
            backend: try await backend(#","assume_role":{"role_arn":"arn:aws:iam::999999999999:role/state"}"#)
        )
        #expect(try stack.entries(.repairer, "s3:") == [])
        #expect(
            try stack.entries(.repairer, "sts:A") == [
                "sts:AssumeRole on arn:aws:iam::999999999999:role/state"
            ])
        #expect(
            try stack.remarks() == [
                "note: s: the backend assumes arn:aws:iam::999999999999:role/state: give the rights to the state to that role"
            ])
    }

    @Test func customerKMSKeyIsInThePolicies() async throws {
        let stack = Case(backend: try await backend(#","kms_key_id":"1234""#))
        let key = "arn:aws:kms:eu-north-1:123456789012:key/1234"
        #expect(try stack.entries(.watcher, "kms:") == ["kms:Decrypt on \(key)"])
        #expect(
            try stack.entries(.repairer, "kms:") == [
                "kms:Decrypt on \(key)", "kms:GenerateDataKey on \(key)",
            ])
    }
}

@Suite struct LeastPoliciesTests {
    @Test func onlyTheWatcherMaySendNotices() throws {
        let topic = "arn:aws:sns:eu-west-1:123456789012:oncall"
        let stack = Case(notify: [Sink(.sns(topic: topic), from: .warning)])
        #expect(try stack.entries(.watcher, "sns:") == ["sns:Publish on \(topic)"])
        #expect(try stack.entries(.repairer, "sns:") == [])
    }

    @Test func configuredRoleIsAssumedAndExplained() throws {
        let stack = Case(lines: ["role_arn: arn:aws:iam::123456789012:role/terrier"])
        #expect(
            try stack.entries(.watcher, "sts:A") == [
                "sts:AssumeRole on arn:aws:iam::123456789012:role/terrier"
            ])
        #expect(try stack.remarks().count == 1)
    }

    @Test func policyLongerThanAManagedPolicyGetsAWarning() throws {
        let functions = (0..<60).map { number in
            resource(
                "aws_lambda_function", "f\(number)",
                #""arn":"arn:aws:lambda:eu-west-1:123456789012:function:function-\#(number)","function_name":"function-\#(number)""#
            )
        }
        let remarks = try Case(resources: functions).remarks()
        #expect(remarks.count == 1)
        #expect(remarks.first?.hasPrefix("warning: the watcher's policy has about ") == true)
        #expect(try Case(resources: Array(functions.prefix(3))).remarks() == [])
    }

    @Test func sidsAreUniqueAndAlphanumeric() throws {
        let resources = [
            resource("aws_dynamodb_table", "t", #""name":"t""#),
            resource("aws_iam_role", "r", #""name":"r""#),
        ]
        let sids = try Case(lines: ["tiers: [{name: f, addresses: [\"aws_*.*\"]}]"], resources: resources)
            .printed(.repairer).statements.map(\.sid)
        #expect(Set(sids).count == sids.count)
        #expect(sids.allSatisfy { $0.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) } })
    }

    @Test func rightsArePrintedByAccountAndRegion() throws {
        let tables = [
            ("a", "eu-west-1", "123456789012"), ("b", "us-east-1", "123456789012"),
            ("c", "eu-west-1", "999999999999"),
        ].map { name, region, account in
            resource(
                "aws_dynamodb_table", name,
                #""name":"\#(name)","arn":"arn:aws:dynamodb:\#(region):\#(account):table/\#(name)""#)
        }
        let stack = Case(resources: tables)
        let rights = try stack.rights()
        let home = LeastPolicies([rights], notify: [], account: "123456789012").watcher
        let named = home.statements.filter { $0.actions.contains("dynamodb:DescribeTable") }
        #expect(named.map(\.sid) == ["ReadDynamoDBEuWest1", "ReadDynamoDBUsEast1"])
        #expect(named.map { $0.resources.count } == [1, 1])
        let other = LeastPolicies([rights], notify: [], account: "999999999999").watcher
        #expect(
            other.statements.filter { $0.actions.contains("dynamodb:DescribeTable") }.map(\.resources) == [
                ["arn:aws:dynamodb:eu-west-1:999999999999:table/c"]
            ])
        #expect(other.statements.contains { $0.actions.contains("sts:GetCallerIdentity") })
        #expect(
            try stack.remarks() == [
                "note: s: an identity in account 999999999999 needs the rights on aws_dynamodb_table.c: 'terrier policy --account 999999999999' prints them"
            ])
    }

    @Test func unknownAccountIsAFault() throws {
        let settings = try #require(
            try parse("stacks: [{name: s, directory: /srv/s, region: eu-west-1}]", file: "t.yaml").stacks
                .first)
        let body = #"{"version":4,"terraform_version":"1.11.4","serial":7,"lineage":"l","resources":[]}"#
        let state = try State(parsing: Array(body.utf8), stack: "s")
        let fault = #expect(throws: PolicyFault.self) {
            try StackRights(settings, state: state, backend: .service("http"))
        }
        #expect(
            fault?.description
                == "neither the configuration nor the state says the account of s; set 'account:'")
    }
}
