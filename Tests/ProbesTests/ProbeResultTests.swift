import AWS
import Decisions
import Demo
import Foundation
import HTTP
import Terraform
import TestSupport
import Testing

@testable import Probes

@Suite struct ProbeResultTests {
    static let text = """
        {"version":4,"serial":7,"lineage":"l","resources":[
        {"mode":"managed","type":"aws_dynamodb_table","name":"events","instances":[{"attributes":{"name":"e","arn":"arn:aws:dynamodb:us-east-1:123456789012:table/e"}}]},
        {"mode":"managed","type":"aws_iam_role","name":"r","instances":[{"attributes":{"name":"r","arn":"arn:aws:iam::123456789012:role/r"}}]},
        {"mode":"managed","type":"aws_transfer_server","name":"q","instances":[{"attributes":{"name":"q"}}]}]}
        """

    private func state() throws -> State { try State(parsing: Array(Self.text.utf8), stack: "s") }

    private func observe(
        _ state: Result<State, TerraformFault>, before: BelievedState? = nil, highest: Int? = nil,
        account: AccountProof = .shown(account: "123456789012"), statuses: [String: InstanceStatus] = [:],
        lock: LockStatus = .free
    ) throws -> Observation {
        let subject = StackProbe.Subject(
            stack: "s", account: nil, region: "us-east-1",
            tiers: [Tier(name: "f", addresses: [try Pattern("aws_dynamodb_table.*")])], endpoints: [],
            isEmulated: true)
        var probeResult = ProbeResult(
            order: .init(before: before, highest: highest, now: Timestamp(seconds: 1000)), subject: subject,
            state: state,
            account: account, lock: lock)
        if case .success(let state) = state {
            probeResult.take(
                state.managed.map { InstanceReport($0.address, statuses["\($0.address)"] ?? .healthy) },
                alarms: [])
        }
        probeResult.conclude()
        return probeResult.observation
    }

    @Test func everySignalHasAReadingKnownOrUnknown() throws {
        let observation = try observe(.success(try state()))
        let names = Set(observation.readings.map(\.signal))
        #expect(names == Set((Signal.catalogue + Signal.definitions(ofTier: "f")).map(\.signal)))
        #expect(observation.readings.count == names.count)
        let none = try observe(.failure(TerraformFault(.noState, "lost")))
        #expect(none.readings.count == names.count)
    }

    @Test func withoutStateNothingCountsAsMissing() throws {
        let observation = try observe(.failure(TerraformFault(.noState, "lost")))
        #expect(observation.missing == [] && observation.snapshot == nil)
        #expect(observation.reading(.stateReadable)?.value == 0)
        for signal in [
            Signal.resourcesCount, .resourcesMissing, .missing(ofTier: "f"), .awsUnhealthy, .planCreates,
        ] {
            #expect(observation.reading(signal)?.reason?.cause == .noState, "\(signal)")
        }
    }

    @Test func oneUnknownInstanceMakesItsTierUnknown() throws {
        let throttled = InstanceStatus.unknown(Unknown(.throttled, "x"))
        let observation = try observe(
            .success(try state()), statuses: ["aws_dynamodb_table.events": throttled])
        #expect(observation.reading(.missing(ofTier: "f"))?.reason?.cause == .throttled)
        #expect(observation.reading(.resourcesMissing)?.reason?.cause == .throttled)
        let other = try observe(
            .success(try state()),
            statuses: ["aws_iam_role.r": throttled, "aws_dynamodb_table.events": .missing])
        #expect(other.reading(.missing(ofTier: "f"))?.value == 1)
        #expect(other.reading(.resourcesMissing)?.reason?.cause == .throttled)
    }

    @Test func onlyDeposedObjectThatIsLeftIsNotARemoval() throws {
        let text = """
            {"version":4,"serial":8,"lineage":"l","resources":[
            {"mode":"managed","type":"aws_dynamodb_table","name":"left","instances":[
             {"deposed":"0bad0bae","attributes":{}},{"deposed":"0bad0bad","attributes":{}}]},
            {"mode":"managed","type":"aws_dynamodb_table","name":"both","instances":[
             {"status":"tainted","attributes":{}},{"deposed":"0bad0baf","attributes":{}}]},
            {"mode":"data","type":"aws_region","name":"here","instances":[{"deposed":"0bad0ba0","attributes":{}}]}]}
            """
        let (left, both, gone) = (
            Address(type: "aws_dynamodb_table", name: "left"),
            Address(type: "aws_dynamodb_table", name: "both"),
            Address(type: "aws_dynamodb_table", name: "gone")
        )
        let before = BelievedState(
            identity: SnapshotIdentity(lineage: "l", serial: 7, resources: 3, bytes: 1, sha256: "x"),
            addresses: [both, gone, left], seen: Timestamp(seconds: 900))
        let observation = try observe(
            .success(State(parsing: Array(text.utf8), stack: "s")), before: before)
        #expect(observation.removed == [gone])
        #expect(observation.reading(.resourcesRemoved)?.value == 1)
        #expect(observation.tainted == [both])
        #expect(
            observation.deposed == [
                DeposedObject(address: both, key: "0bad0baf", isAlone: false),
                DeposedObject(address: left, key: "0bad0bad", isAlone: true),
                DeposedObject(address: left, key: "0bad0bae", isAlone: true),
            ])
        #expect(observation.reading(.resourcesCount)?.value == 1)
        #expect(observation.instances.map(\.address) == [both])
    }

    @Test func addressesCountAsRemovedOnlyWithinOneLineage() throws {
        let gone = Address(type: "aws_dynamodb_table", name: "gone")
        func before(_ lineage: String) -> BelievedState {
            BelievedState(
                identity: SnapshotIdentity(lineage: lineage, serial: 6, resources: 4, bytes: 1, sha256: "x"),
                addresses: try! state().managed.map(\.address) + [gone], seen: Timestamp(seconds: 940))
        }
        let observation = try observe(.success(try state()), before: before("l"), highest: 4)
        #expect(observation.removed == [gone] && observation.reading(.resourcesRemoved)?.value == 1)
        #expect(observation.reading(.resourcesDrop)?.value == 25)
        #expect(observation.missing == [])
        #expect(try observe(.success(try state()), before: before("other")).removed == [])
        let dark = try observe(.failure(TerraformFault(.timedOut, "x")), before: before("l"))
        #expect(dark.reading(.stateAge)?.value == 60)
    }

    @Test func refusedCredentialsAreKnownAndTimeoutIsUnknown() throws {
        func reading(_ account: AccountProof) throws -> Reading? {
            try observe(.success(try state()), account: account).reading(.awsCredentials)
        }
        #expect(try reading(.shown(account: "1"))?.value == 1)
        #expect(try reading(.other(account: "2", expected: "1"))?.value == 0)
        #expect(try reading(.unknown(Unknown(.denied, "")))?.value == 0)
        #expect(try reading(.unknown(Unknown(.throttled, "")))?.reason?.cause == .throttled)
    }

    @Test func heldLockHasAnAge() throws {
        let holder = LockHolder(
            id: "x", operation: "o", who: "a@b", created: "", createdAt: Timestamp(seconds: 400))
        #expect(try observe(.success(try state()), lock: .held(holder)).reading(.lockAge)?.value == 600)
        #expect(
            try observe(.success(try state()), lock: .unknown(Unknown(.notAsked, ""))).reading(.lockAge)?
                .reason?
                .cause == .notAsked)
    }

    /// A rule with two ranges of addresses is two rules in AWS, and the state has the id of neither.
    @Test func instanceThatTheStateDoesNotNameIsNotAskedFor() async throws {
        try await HTTPClient.with { http in
            let text = """
                {"version":4,"serial":7,"lineage":"l","resources":[
                {"mode":"managed","type":"aws_security_group_rule","name":"r","instances":[{"attributes":{"id":"sgrule-1","security_group_id":"sg-1","security_group_rule_id":""}}]}]}
                """
            let state = try State(parsing: Array(text.utf8), stack: "s")
            let aws = AWSClient(
                http: http, credentials: FixedCredentials(EmulatorChanges.credentials),
                endpoint: "http://127.0.0.1:1", retries: RetryPolicy(attempts: 1))
            let homes = Homes(
                own: .init(
                    aws: aws, proof: .shown(account: "123456789012"), account: "123456789012",
                    region: "us-east-1"), shown: ProviderPlaces(state))
            let reports = await DirectReads(homes: homes).ask(state.managed, in: state)
            #expect(reports.map(\.status) == [.notAsked] && reports.map(\.sight) == [.unseen])
        }
    }

    /// The account in an instance's own ARN overrides everything else.
    @Test func instanceOfAnotherAccountIsNotQueried() async throws {
        try await HTTPClient.with { http in
            let aws = AWSClient(
                http: http,
                credentials: FixedCredentials(Credentials(accessKeyID: "a", secretAccessKey: "b")),
                endpoint: "http://127.0.0.1:1", retries: RetryPolicy(attempts: 1))
            let state = try state()
            for (account, cause) in [
                (AccountProof.shown(account: "999999999999"), Unknown.Cause.wrongAccount),
                (.other(account: "2", expected: "1"), .wrongAccount),
                (.unknown(Unknown(.throttled, "")), .throttled),
                (.shown(account: "123456789012"), .unreachable),
            ] {
                let homes = Homes(
                    own: .init(aws: aws, proof: account, region: "us-east-1"), shown: ProviderPlaces(state))
                let reports = await DirectReads(homes: homes).ask(state.managed, in: state)
                #expect(
                    reports.map(\.address.description) == [
                        "aws_dynamodb_table.events", "aws_iam_role.r", "aws_transfer_server.q",
                    ])
                for report in reports.dropLast() {
                    guard case .unknown(let reason) = report.status else {
                        Issue.record("\(report)")
                        continue
                    }
                    #expect(reason.cause == cause)
                }
                #expect(reports.last?.status == .notAsked)
            }
        }
    }
}
