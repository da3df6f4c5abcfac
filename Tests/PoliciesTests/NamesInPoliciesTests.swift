import Catalogue
import Foundation
import TestSupport
import Testing

@testable import Policies

/// Names become patterns in a policy: no name may stand for other names.
@Suite struct NamesInPoliciesTests {
    private static let everything = [
        "tiers: [{name: f, addresses: [\"aws_*.*\"]}]",
        "guardrails: {destroy: [\"aws_*.*\"], allow: {update: [\"aws_*.*\"], replace: [\"aws_*.*\"], create: [\"aws_*.*\"]}}",
    ]
    private static let noCreation = [
        "guardrails: {destroy: [\"aws_*.*\"], allow: {update: [\"aws_*.*\"]}}"
    ]
    private static let pieces = [
        "*", "?", "${aws:username}", "${*}", "$", "/", ":", "a", "b", "ab", "결제", "é", " ", "-", "", ".",
        "\n",
    ]

    /// Whatever names a state holds, no statement allows what another name stands for.
    @Test(arguments: [everything, noCreation]) func noStatementAllowsMoreThanTheNamesOfTheState(
        lines: [String]
    )
        throws
    {
        var random = SeededRandom(seed: 12)
        for type in Catalogue.all {
            for _ in 0..<3 {
                let name = Self.name(&random)
                let own = try Self.grants(type, name, lines)
                for other in [Self.name(&random), name + "x", "x" + name, String(name.dropLast())]
                where other != name {
                    for call in try Self.grants(type, other, lines).subtracting(own)
                    where IAMMatcher.allows(own, call) && !Self.isOnAll(own, call)
                        && !Self.isAnotherID(call, of: type, name, other)
                    {
                        Issue.record("\(type.name) named '\(name)' allows \(call) of '\(other)'")
                    }
                }
            }
        }
    }

    /// Reads that AWS accepts only on everything, or whose ARN the state lacks: docs/iam.md.
    private static func isOnAll(_ grants: Set<Grant>, _ call: Grant) -> Bool {
        call.kind == .read
            && grants.contains { $0.action == call.action && $0.resource == "*" && $0.kind == .read }
    }

    /// Whether the call is on what has the same name and another id in its ARN, as a repair would make it: docs/iam.md. In the ARNs
    /// of these types only a part between slashes is the name.
    private static func isAnotherID(_ call: Grant, of type: ResourceType, _ name: String, _ other: String)
        -> Bool
    {
        (type.rights?.all ?? []).flatMap(\.resources).contains { resource in
            guard case .renewed(_, let kind, let count, true) = resource,
                let colon = kind.firstIndex(of: ":")
            else { return false }
            func kept(_ name: String) -> ArraySlice<Substring> {
                (kind[kind.index(after: colon)...] + name).split(
                    separator: "/", omittingEmptySubsequences: false
                ).prefix(count)
            }
            let arns = "arn:aws:\(kind[..<colon]):eu-west-1:123456789012:"
            return call.resource.hasPrefix(arns) && kept(name) == kept(other)
        }
    }

    private static func name(_ random: inout SeededRandom) -> String {
        (0..<Int.random(in: 0...4, using: &random)).map { _ in
            pieces.randomElement(using: &random) ?? ""
        }.joined()
    }

    /// What both policies of a stack grant that has one instance of a type, named so in every attribute.
    private static func grants(_ type: ResourceType, _ name: String, _ lines: [String]) throws -> Set<Grant> {
        let rights = try Case(lines: lines, resources: [instance(type, name)]).rights()
        return rights.watcher.union(rights.repairer)
    }

    private static func instance(_ type: ResourceType, _ name: String) throws -> String {
        var values: [String: Any] = [:]
        let names = type.attributes.union(type.rights?.attributes ?? []).union(["id", "arn", "name"])
        for attribute in names where !attribute.contains(".") { values[attribute] = name }
        for setting in type.rights?.settings ?? [] where values[setting] == nil { values[setting] = true }
        for (attribute, kind) in arns(of: type) {
            // What follows a slash in the ARNs of load balancers and the like is an id, which `*` may replace.
            values[attribute] =
                "arn:aws:\(kind.service):eu-west-1:123456789012:\(kind.start)\(kind.hasID ? name.replacing("/", with: "-") : name)"
        }
        if values["type"] != nil { values["type"] = "ingress" }
        let body = try JSONSerialization.data(withJSONObject: values)
        return resource(type.name, "a", String(String(decoding: body, as: UTF8.self).dropFirst().dropLast()))
    }

    /// The attributes that hold ARNs, and of what.
    private static func arns(of type: ResourceType) -> [String: (service: String, start: String, hasID: Bool)]
    {
        var found: [String: (service: String, start: String, hasID: Bool)] = [:]
        func add(_ value: Value, _ kind: String, hasID: Bool) {
            let parts = kind.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            for attribute in value.attributes where attribute.hasSuffix("arn") {
                found[attribute] = (String(parts[0]), parts.count > 1 ? String(parts[1]) : "", hasID)
            }
        }
        func walk(_ resource: RightResource) {
            switch resource {
            case .arn(let value, let kind, _): add(value, kind, hasID: false)
            case .renewed(let value, let kind, _, _): add(value, kind, hasID: true)
            case .first(let resources): resources.forEach(walk)
            case .choice(_, _, let one, let other): [one, other].forEach(walk)
            case .all, .regional, .global, .bare, .gateway, .gatewayTags, .instance: break
            }
        }
        for right in type.rights?.all ?? [] { right.resources.forEach(walk) }
        return found
    }

    // MARK: One name

    private func repairer(_ resources: String...) throws -> (entries: [String], remarks: [String]) {
        let stack = Case(lines: Self.everything, resources: resources)
        return (try stack.entries(.repairer, ""), try stack.remarks())
    }

    private func alarm(_ name: String) -> String {
        resource(
            "aws_cloudwatch_metric_alarm", "a",
            #""arn":"arn:aws:cloudwatch:eu-west-1:123456789012:alarm:\#(name)","alarm_name":"\#(name)""#)
    }

    @Test(arguments: [
        ("*", "${*}"), ("prod-*-errors", "prod-${*}-errors"), ("is it down?", "is it down${?}"),
        ("${aws:username}", "${$}{aws:username}"), ("/a:b", "/a:b"), ("résumé", "résumé"),
    ]) func alarmIsWrittenAsItsOwnNameOnly(name: String, pattern: String) throws {
        let (entries, remarks) = try repairer(alarm(name))
        let own = "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:\(pattern)"
        for action in ["DeleteAlarms", "PutMetricAlarm", "EnableAlarmActions"] {
            #expect(
                entries.filter { $0.hasPrefix("cloudwatch:\(action) ") } == ["cloudwatch:\(action) on \(own)"]
            )
        }
        #expect(remarks == [])
    }

    @Test func nameThatAPolicyCannotContainIsRefusedWithOneLine() throws {
        let (entries, remarks) = try repairer(alarm("결제/오류"))
        #expect(
            entries.filter { $0.hasPrefix("cloudwatch:") } == [
                "cloudwatch:DescribeAlarms on *"
            ])
        #expect(
            remarks == [
                "warning: s: aws_cloudwatch_metric_alarm.a: its 'arn' has characters that an IAM policy cannot contain (only U+0020 to U+00FF), so the policies lack rights on it: rename it, or add them by hand"
            ])
    }

    @Test func nameThatWouldBeAnotherARNIsRefused() throws {
        let group = resource("aws_cloudwatch_log_group", "l", #""name":"a:log-stream""#)
        let role = resource("aws_iam_role", "r", #""name":"deep/r""#)
        let (entries, remarks) = try repairer(group, role)
        #expect(!entries.contains { $0.hasPrefix("iam:") && $0.contains("deep/r") })
        #expect(!entries.contains { $0.hasPrefix("logs:Create") })
        for line in [
            "aws_cloudwatch_log_group.l: its 'id' contains ':'", "aws_iam_role.r: its 'id' contains '/'",
        ] { #expect(remarks.contains { $0.hasPrefix("warning: s: \(line)") }, "\(remarks)") }
    }

    @Test func arnWithAWildcardOutsideItsLastPartIsRefused() throws {
        let (entries, remarks) = try repairer(
            resource("aws_sqs_queue", "q", #""arn":"arn:aws:sqs:*:*:q""#))
        #expect(!entries.contains { $0.hasPrefix("sqs:") })
        #expect(
            remarks == [
                "warning: s: aws_sqs_queue.q: its 'arn' is not the ARN of one thing, so the policies lack rights on it: rename it, or add them by hand"
            ])
    }

    @Test func valueOfAConditionIsWrittenAsItself() throws {
        let attachment = resource(
            "aws_iam_role_policy_attachment", "a",
            #""role":"r*","policy_arn":"arn:aws:iam::123456789012:policy/*""#)
        let stack = Case(lines: Self.everything, resources: [attachment])
        let attach = try #require(
            try stack.printed(.repairer).statements.first { $0.actions.contains("iam:AttachRolePolicy") })
        #expect(attach.resources == ["arn:aws:iam::123456789012:role/r${*}"])
        #expect(
            attach.condition == ["ArnEquals": ["iam:PolicyARN": ["arn:aws:iam::123456789012:policy/${*}"]]])
    }

    @Test func functionAndItsLogGroupAreWrittenAsTheirNames() throws {
        let function = resource(
            "aws_lambda_function", "f",
            #""function_name":"f*","s3_bucket":"b*","s3_key":"k?","role":"arn:aws:iam::123456789012:role/r*""#
        )
        let stack = Case(lines: Self.everything, resources: [function])
        #expect(
            try stack.entries(.watcher, "logs:FilterLogEvents") == [
                "logs:FilterLogEvents on arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/f${*}:*"
            ])
        #expect(try stack.entries(.repairer, "s3:") == ["s3:GetObject on arn:aws:s3:::b${*}/k${?}"])
        #expect(
            try stack.entries(.repairer, "iam:PassRole") == [
                "iam:PassRole on arn:aws:iam::123456789012:role/r${*}"
            ])
        #expect(
            try stack.entries(.repairer, "lambda:DeleteFunction ") == [
                "lambda:DeleteFunction on arn:aws:lambda:eu-west-1:123456789012:function:f${*}"
            ])
    }

    @Test func recordIsChangedByItsOwnNameOnly() throws {
        let record = resource(
            "aws_route53_record", "r", #""zone_id":"Z1","name":"*","fqdn":"*.Example.com.","type":"A""#)
        let stack = Case(lines: Self.noCreation, resources: [record])
        let change = try #require(
            try stack.printed(.repairer).statements.first {
                $0.actions == ["route53:ChangeResourceRecordSets"]
            })
        #expect(change.resources == ["arn:aws:route53:::hostedzone/Z1"])
        #expect(
            change.condition == [
                "ForAllValues:StringEquals": [
                    "route53:ChangeResourceRecordSetsNormalizedRecordNames": ["\\052.example.com"]
                ]
            ])
    }

    @Test func actionThatAWSAcceptsOnlyOnAllIsNotGrantedForAWrite() throws {
        let key = resource(
            "aws_kms_key", "k",
            #""id":"1","arn":"arn:aws:kms:eu-west-1:123456789012:key/1","key_id":"1""#)
        let (entries, remarks) = try repairer(key)
        #expect(!entries.contains { $0.hasPrefix("kms:CreateKey") })
        #expect(entries.contains("kms:ScheduleKeyDeletion on arn:aws:kms:eu-west-1:123456789012:key/1"))
        #expect(
            remarks == [
                "warning: s: AWS accepts kms:CreateKey only on '*', which no policy allows for a write: add it by hand if a repair may change aws_kms_key.k"
            ])
    }

    /// A new subnet or its new VPC has another id: `*` in its place would allow changes of every subnet, and in every VPC.
    @Test func idThatARepairMayChangeIsOpenOnlyWhereTheThingIsCreated() throws {
        let (entries, remarks) = try repairer(
            resource("aws_vpc", "v", #""id":"vpc-1""#),
            resource("aws_subnet", "s", #""id":"subnet-1","vpc_id":"vpc-1","map_public_ip_on_launch":true"#))
        let start = "arn:aws:ec2:eu-west-1:123456789012:"
        #expect(
            entries.filter { $0.hasPrefix("ec2:") && $0.contains("Subnet ") && !$0.contains("Describe") } == [
                "ec2:CreateSubnet on \(start)subnet/*", "ec2:CreateSubnet on \(start)vpc/vpc-1",
                "ec2:DeleteSubnet on \(start)subnet/subnet-1",
            ])
        #expect(entries.contains("ec2:ModifySubnetAttribute on \(start)subnet/subnet-1"))
        #expect(
            remarks.filter { $0.contains("aws_subnet.s:") } == [
                "warning: s: aws_subnet.s: the policy has ec2:CreateSubnet, ec2:ModifySubnetAttribute only on ids that the state has now: if a repair gives it or what it belongs to a new id, print the policies again"
            ])
        #expect(
            remarks.contains(
                "note: s: AWS gives a new id to what is created again, so '*' replaces the ids of aws_vpc.v, aws_subnet.s"
            ))
    }

    @Test func roleInsideABlockMayBePassed() throws {
        let schedule = resource(
            "aws_scheduler_schedule", "s",
            #""name":"s","group_name":"g","target":[{"arn":"x","role_arn":"arn:aws:iam::123456789012:role/r"}]"#
        )
        let pass = try #require(
            try Case(lines: Self.everything, resources: [schedule]).printed(.repairer).statements.first {
                $0.actions == ["iam:PassRole"]
            })
        #expect(pass.resources == ["arn:aws:iam::123456789012:role/r"])
        #expect(pass.condition == ["StringEquals": ["iam:PassedToService": ["scheduler.amazonaws.com"]]])
    }

    @Test func roleOfTheConfigurationIsWrittenAsItself() throws {
        #expect(
            try Case(lines: ["role_arn: \"arn:aws:iam::123456789012:role/*\""]).entries(.watcher, "sts:A")
                == [
                    "sts:AssumeRole on arn:aws:iam::123456789012:role/${*}"
                ])
        let wide = Case(lines: ["role_arn: \"arn:aws:iam::*:role/r\""])
        #expect(try wide.entries(.watcher, "sts:A") == [])
        #expect(
            try wide.remarks().first
                == "warning: s: the configuration: its 'role_arn' is not the ARN of one thing, so no policy may assume the role: write the role's exact ARN"
        )
    }

    @Test(arguments: [
        ("a*c", "abc", true), ("a*c", "a/b:c", true), ("a*c", "ab", false), ("a*b*c", "axbyc", true),
        ("a*a", "a", false), ("abc", "abc", true), ("*", "a", true), ("a*", "ba", false),
        ("a${*}", "ab", false), ("a*", "a${*}", true), ("a${*}", "a${*}", true), ("a?", "ab", true),
        ("a?", "a*", false), ("a*", "a?b", true), ("a${*}", "a*", false), ("${aws:username}", "a", false),
    ])
    func patternCoversWhatIAMSays(pattern: String, text: String, covers: Bool) {
        #expect(IAMPattern.covers(pattern, text) == covers)
    }
}

/// The same numbers each time (Steele, Lea and Flood, "Fast splittable pseudorandom number generators").
private struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
