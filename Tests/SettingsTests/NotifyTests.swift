import Decisions
import Notifications
import Testing

@testable import Settings

@Suite struct NotifyTests {
    @Test func everySinkIsRead() throws {
        let notify = try parse(
            """
            notify:
              - {webhook: "https://hooks.example/t?k=1", secret_credential: webhook-secret, from: info}
              - {alertmanager: "http://127.0.0.1:9093/"}
              - {sns: "arn:aws:sns:ap-northeast-2:123456789012:oncall", from: critical}
              - {command: [/usr/local/bin/page, --stdin], from: critical}
              - {ping: "https://hc.example/uuid"}

            """ + stack([]), file: "t"
        ).notify
        #expect(
            notify == [
                Sink(
                    .webhook(url: "https://hooks.example/t?k=1", secretCredential: "webhook-secret"),
                    from: .info),
                Sink(.alertmanager(url: "http://127.0.0.1:9093"), from: .warning),
                Sink(.sns(topic: "arn:aws:sns:ap-northeast-2:123456789012:oncall"), from: .critical),
                Sink(.command(["/usr/local/bin/page", "--stdin"]), from: .critical),
                Sink(.ping(url: "https://hc.example/uuid"), from: .warning),
            ])
        #expect(try parse(stack([]), file: "t").notify == [])
    }

    static let table: [(entry: String, fault: String)] = [
        ("https://hooks.example/hunter2", "1:10 an entry of notify is not a mapping"),
        ("{from: info}", "1:10 an entry of notify lacks its target"),
        (
            "{webhook: 'https://x/hunter2', ping: 'https://y/hunter2'}",
            "1:10 an entry of notify has one target, and this has webhook and ping"
        ),
        ("{webhook: 'hunter2.example/x'}", "1:20 webhook is not a URL"),
        ("{webhook: 'ftp://x/hunter2'}", "1:20 webhook is not a URL"),
        ("{webhook: 'https:///hunter2'}", "1:20 webhook is not a URL"),
        ("{webhook: 'https://x/hunter2 hunter2'}", "1:20 webhook is not a URL"),
        ("{webhook: 'https://me:hunter2@x/'}", "1:20 webhook contains a user name or a password"),
        ("{webhook: }", "1:11 an entry of notify lacks 'webhook'"),
        (
            "{webhok: 'https://x/hunter2'}",
            "1:11 unknown key 'webhok' in an entry of notify; did you mean 'webhook'?"
        ),
        (
            "{'https://x/hunter2': 1}",
            "1:10 an entry of notify lacks its target\n1:11 unknown key 'https:' in an entry of notify"
        ),
        (
            "{form: critical}",
            "1:10 an entry of notify lacks its target\n1:11 unknown key 'form' in an entry of notify; did you mean 'from'?"
        ),
        (
            "{webhook: 'https://x/hunter2', secret_credential: ../hunter2}",
            "1:60 secret_credential is the bare name of a file"
        ),
        (
            "{ping: 'https://x/hunter2', secret_credential: s}", "1:38 secret_credential is for webhooks only"
        ),
        ("{ping: 'https://x/hunter2', from: info}", "1:38 a ping only reports that the service runs"),
        ("{alertmanager: 'http://x:9093/api/hunter2'}", "1:25 alertmanager is an address without a path"),
        ("{alertmanager: 'http://x:9093?hunter2'}", "1:25 alertmanager is an address without a path"),
        ("{sns: 'arn:aws:sqs:us-east-1:123456789012:q'}", "1:16 sns is not a topic's ARN"),
        ("{sns: 'arn:aws:sns:us-east-1:1234:q'}", "1:16 sns is not a topic's ARN"),
        ("{sns: 'arn:aws:sns:us-east-1:123456789012:'}", "1:16 sns is not a topic's ARN"),
        ("{sns: 'arn:aws:sns:us-east-1:123456789012:q.fifo'}", "1:16 a FIFO topic"),
        ("{command: /usr/bin/page}", "1:20 command is not a list"),
        ("{command: []}", "1:20 a command is a list of words"),
        ("{command: [page, --token=hunter2]}", "1:21 a command's first word is an absolute path"),
        (
            "{command: [/bin/page], from: criticl}",
            "1:39 from 'criticl' is unknown; did you mean 'critical'?"
        ),
    ]

    @Test(arguments: table)
    func eachSinkFaultHasItsPositionAndPrintsNoAddress(row: (entry: String, fault: String)) {
        let found = faults("notify: [\(row.entry)]\n" + stack([]))
        let named = row.fault.split(separator: "\n").map(String.init)
        #expect(found.count == named.count && zip(found, named).allSatisfy { $0.hasPrefix($1) }, "\(found)")
        #expect(!found.joined().contains("hunter2"), "\(found)")
    }

    @Test func duplicateNotifyTargetIsRejected() {
        let found = faults("notify: [{ping: 'https://x/y'}, {ping: 'https://x/y'}]\n" + stack([]))
        #expect(found == ["1:33 the same target is in notify twice; remove one"])
    }

    @Test func hostAndStackBudgetsReachEveryStack() throws {
        let configuration = try parse(
            """
            host_budget: 7 per 2h
            stacks:
              - {name: a, directory: /a, guardrails: {stack_budget: 3 per 1h}}
              - {name: b, directory: /b}
            """, file: "t")
        let guardrails = configuration.stacks.map(\.policy.guardrails)
        #expect(
            guardrails.map(\.hostBudget)
                == Array(repeating: .init(repairs: 7, within: .seconds(7200)), count: 2))
        #expect(guardrails.map(\.stackBudget.repairs) == [3, 4])
        #expect(
            faults("host_budget: 0 per 1h\n" + stack([])) == [
                "1:14 a budget below 1 allows no repair; for that write 'mode: observe'"
            ])
    }
}
