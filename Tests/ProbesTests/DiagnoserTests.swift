import AWS
import Decisions
import Demo
import Foundation
import HTTP
import Terraform
import TestSupport
import Testing

@testable import Probes

/// Two functions, one of them with a log group in the state.
private let text = """
    {"version":4,"serial":7,"lineage":"l","resources":[
    {"mode":"managed","type":"aws_lambda_function","name":"a","instances":[{"attributes":{"function_name":"a","arn":"arn:aws:lambda:us-east-1:123456789012:function:a"}}]},
    {"mode":"managed","type":"aws_lambda_function","name":"b","instances":[{"attributes":{"function_name":"b","arn":"arn:aws:lambda:us-east-1:123456789012:function:b"}}]},
    {"mode":"managed","type":"aws_cloudwatch_log_group","name":"a","instances":[{"attributes":{"name":"/aws/lambda/a","arn":"arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/a"}}]}]}
    """

private struct Scene {
    var state: Result<State, TerraformFault>
    var account = AccountProof.shown(account: "123456789012")
    var plan = PlanOutcome.planned(PlanSummary(changes: [], drift: []))
    /// The plan of an earlier cycle, which still applies.
    var last: LastPlan?
    var before: BelievedState?
    var statuses: [String: InstanceStatus] = [:]
    var lock = LockStatus.free
    let subject = StackProbe.Subject(
        stack: "s", account: "123456789012", region: "us-east-1", tiers: [], endpoints: [],
        isEmulated: true)

    init(_ document: String = text) throws {
        state = .success(try State(parsing: Array(document.utf8), stack: "s"))
    }

    func observe() -> ProbeResult {
        var probeResult = ProbeResult(
            order: .init(
                before: before, lastPlan: last,
                now: Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000) + 1)),
            subject: subject, state: state, account: account, lock: lock)
        if case .success(let state) = state {
            probeResult.take(
                state.managed.map { InstanceReport($0.address, statuses["\($0.address)"] ?? .healthy) },
                alarms: [])
        }
        probeResult.take(PlanReport(plan, code: "c"))
        probeResult.conclude()
        return probeResult
    }

    /// The findings, by what each is about.
    func findings(
        _ endpoint: String, _ http: HTTPClient, concerning addresses: [Address] = [],
        within limit: Duration = .seconds(600)
    ) async -> [(what: String, lines: [String])] {
        let aws = AWSClient(
            http: http, credentials: FixedCredentials(EmulatorChanges.credentials), endpoint: endpoint,
            deadline: .seconds(600), retries: RetryPolicy(attempts: 1))
        let terraform = Terraform(TerraformStack(name: "s", directory: "/no/such", environment: [:]))
        let probe = StackProbe(terraform: terraform, aws: aws, http: http, subject: subject)
        return await Diagnoser(probe, within: limit).findings(in: observe(), concerning: addresses).map {
            ($0.what, $0.lines)
        }
    }
}

extension [(what: String, lines: [String])] {
    fileprivate func lines(_ what: String) -> [String] {
        first { $0.what == what }?.lines ?? ["no such finding"]
    }
}

@Suite(.timeLimit(.minutes(5))) struct DiagnoserTests {
    static let nowhere = "http://127.0.0.1:1"

    @Test func planOfTheProbeIsReused() async throws {
        try await HTTPClient.with { http in
            var scene = try Scene()
            #expect(await scene.findings(Self.nowhere, http).lines("plan") == ["no changes"])
            let table = Address(type: "aws_dynamodb_table", name: "t")
            scene.plan = .planned(PlanSummary(changes: [.init(table, .create)], drift: [table]))
            #expect(
                await scene.findings(Self.nowhere, http).lines("plan") == [
                    "1 to create, 0 to update, 0 to delete, 0 to replace, 1 changed outside Terraform",
                    "create aws_dynamodb_table.t", "changed outside Terraform: aws_dynamodb_table.t",
                ])
            scene.plan = .failed("terraform plan of s failed: no")
            #expect(
                await scene.findings(Self.nowhere, http).lines("plan") == [
                    "the plan failed: terraform plan of s failed: no"
                ])
            // The probe has no plan, so one is made, which fails because the directory does not exist.
            scene.plan = .unknown(Unknown(.notAsked, ""))
            #expect(
                await scene.findings(Self.nowhere, http).lines("plan").first?.contains(
                    "/no/such: no such directory") == true)
            // What an earlier plan said may be from before what happened.
            scene.last = LastPlan(
                at: Timestamp(milliseconds: Int64((Date().timeIntervalSince1970 - 60) * 1000)),
                state: StateVersion(lineage: "l", serial: 7), code: "c",
                outcome: .planned(PlanSummary(changes: [], drift: [])), gone: [], unread: [])
            #expect(scene.observe().observation.reading(.planCreates)?.value == 0)
            #expect(
                await scene.findings(Self.nowhere, http).lines("plan").first?.contains(
                    "/no/such: no such directory") == true)
            scene.last = nil
            // With the credentials of another account, no plan is made.
            scene.account = .other(account: "1", expected: "2")
            #expect(
                await scene.findings(Self.nowhere, http).lines("plan") == [
                    "the plan is unknown (wrong account: the credentials belong to 1, the stack's account is 2)"
                ])
        }
    }

    @Test func resourcesAreComparedWithSnapshotWorstFirst() async throws {
        var scene = try Scene()
        scene.statuses = ["aws_lambda_function.b": .missing, "aws_lambda_function.a": .unhealthy("Failed")]
        let gone = Address(type: "aws_sqs_queue", name: "q")
        let kept = Address(type: "aws_lambda_function", name: "a")
        scene.before = BelievedState(
            identity: SnapshotIdentity(lineage: "l", serial: 6, resources: 2, bytes: 1, sha256: "x"),
            addresses: [kept, gone], seen: Timestamp(seconds: 0))
        #expect(
            Diagnoser.resources(scene.observe()) == [
                "3 resources at serial 7: 1 missing, 1 unhealthy, 0 unknown",
                "unhealthy: aws_lambda_function.a: Failed", "missing: aws_lambda_function.b",
                "gone since serial 6: aws_sqs_queue.q", "new since serial 6: aws_cloudwatch_log_group.a",
                "new since serial 6: aws_lambda_function.b", "there: aws_cloudwatch_log_group.a",
            ])
        scene.state = .failure(TerraformFault(.noState, "lost"))
        #expect(
            Diagnoser.resources(scene.observe()) == [
                "the state could not be read: lost",
                "the last good snapshot, serial 6 of 1970-01-01T00:00:00Z, has 2 resources",
            ])
    }

    @Test func lockHolderIsReported() {
        let holder = LockHolder(
            id: "i", operation: "OperationTypeApply", who: "kim@desk", created: "today", createdAt: nil)
        #expect(
            Diagnoser.lock(.held(holder)) == [
                "kim@desk holds the state lock since today (OperationTypeApply, id i)"
            ])
        #expect(Diagnoser.lock(.free) == ["nobody holds the state lock"])
    }

    @Test(.enabled(if: Requirement.has(.moto), "needs moto"))
    func lastErrorsOfEachFunctionAreReadFromItsLog() async throws {
        try await Machine.withEmulator { emulator, http in
            let changes = EmulatorChanges(endpoint: emulator.endpoint, http: http)
            try await changes.createLogGroup("/aws/lambda/a")
            var messages = (1...30).map { "[ERROR] number \($0)\nTraceback of it" }
            messages.insert("START RequestId: 1", at: 15)
            messages.append("[ERROR] password=hunter2 \(String(repeating: "long ", count: 100))")
            messages.append("END RequestId: 1")
            try await changes.log(messages, ofFunction: "a")
            let scene = try Scene()
            let second = Address(type: "aws_lambda_function", name: "b")
            let found = await scene.findings(emulator.endpoint, http, concerning: [second])

            // The function that the incident is about comes first.
            #expect(
                found.map(\.what) == [
                    "plan", "resources", "lock", "log groups", "logs of aws_lambda_function.b",
                    "logs of aws_lambda_function.a",
                ])
            #expect(
                found.lines("log groups") == [
                    "1 of 2 log groups are there", "of aws_lambda_function.b, not in the state: not there",
                    "aws_cloudwatch_log_group.a: there",
                ])
            #expect(found.lines("logs of aws_lambda_function.b") == ["it has no log group"])
            let errors = found.lines("logs of aws_lambda_function.a")
            #expect(errors.count == 20)
            #expect(
                errors.first?.hasSuffix("Z [ERROR] number 12 Traceback of it") == true,
                "\(errors.first ?? "")")
            #expect(errors.last?.contains("[ERROR] password=[redacted] long") == true)
            #expect(
                errors.allSatisfy { $0.count <= 300 && !$0.contains("hunter2") && !$0.contains("RequestId") })
        }
    }

    @Test func tenFunctionsAreReadAndOthersAreCounted() async throws {
        let functions = (10...24).map {
            "{\"mode\":\"managed\",\"type\":\"aws_lambda_function\",\"name\":\"f\($0)\",\"instances\":[{\"attributes\":{\"function_name\":\"f\($0)\"}}]}"
        }
        let scene = try Scene(
            "{\"version\":4,\"serial\":7,\"lineage\":\"l\",\"resources\":[\(functions.joined(separator: ","))]}"
        )
        await HTTPClient.with { http in
            let found = await scene.findings(Self.nowhere, http)
            #expect(found.count { $0.what.hasPrefix("logs of aws_lambda_function.") } == 10)
            #expect(found.lines("logs of the others") == ["the logs of 10 of 15 functions were read"])
            #expect(
                found.lines("logs of aws_lambda_function.f10").first?.hasPrefix("not read (unreachable")
                    == true)
        }
    }

    @Test func wrongAccountReadsNoLogs() async throws {
        var scene = try Scene()
        scene.account = .other(account: "999999999999", expected: "123456789012")
        try await FaultServer.with(.silent) { server in
            await HTTPClient.with { http in
                let found = await scene.findings(server.url, http)
                for part in ["logs of aws_lambda_function.a", "logs of aws_lambda_function.b"] {
                    #expect(found.lines(part).first?.hasPrefix("not read (wrong account") == true)
                }
                #expect(server.requests.isEmpty)
            }
        }
    }

    @Test func partThatTimesOutIsReportedAndOthersAreKept() async throws {
        let scene = try Scene()
        try await FaultServer.with(.silent) { server in
            try await HTTPClient.with { http in
                // Each call may take ten minutes, so a short test proves that nothing waited for them.
                let found = await scene.findings(server.url, http, within: .seconds(1))
                #expect(
                    found.lines("logs of aws_lambda_function.a") == [
                        "not checked: no result within 1s"
                    ])
                #expect(found.lines("plan") == ["no changes"])

                // When the task is cancelled, the diagnosis ends soon and reports that.
                let asked = server.requests.count
                let task = Task { await scene.findings(server.url, http, within: .seconds(600)) }
                while server.requests.count == asked { try await Task.sleep(for: .milliseconds(5)) }
                task.cancel()
                #expect(
                    await task.value.lines("logs of aws_lambda_function.a") == [
                        "not checked: terrier was asked to stop"
                    ])
            }
        }
    }
}
