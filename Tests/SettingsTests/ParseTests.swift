import Decisions
import Foundation
import Notifications
import TestSupport
import Testing

@testable import Settings

@Suite struct ParseTests {
    @Test func smallestConfigurationHasTheDefaults() throws {
        let configuration = try parse(stack([]), file: "t.yaml")
        #expect(configuration.interval == .seconds(60) && configuration.planEvery == .seconds(900))
        #expect(configuration.ledger == "/var/lib/terrier/ledger.sqlite")
        #expect(configuration.repairBook == "/var/lib/terrier-repair/repairs.sqlite")
        let stack = try #require(configuration.stacks.first)
        #expect(stack.policy.mode == .observe && stack.workspace == "default" && stack.binary == "terraform")
        #expect(stack.policy.guardrails == GuardrailSettings())
    }

    @Test func shippedConfigurationFilesHaveNoFaults() async throws {
        let shipped = try await load(Machine.project + "/config/terrier.yaml")
        #expect(shipped.stacks.first?.policy.mode == .observe)
        var demo = try String(contentsOfFile: Machine.project + "/config/demo/terrier.yaml", encoding: .utf8)
        for mark in ["@STATE@", "@DIRECTORY@", "@CLI_CONFIG@"] { demo = demo.replacing(mark, with: "/x") }
        let configuration = try parse(demo.replacing("@ENDPOINT@", with: "http://127.0.0.1:1"), file: "demo")
        #expect(configuration.stacks.first?.policy.rules.map(\.name).first == "foundation-lost")
    }

    @Test func valuesAreParsedInTheirUnits() throws {
        let text = stack([
            "tiers: [{name: f, addresses: [a.b]}]",
            "rules:",
            "  - {name: r1, when: lambda.error_rate > 12.5%, at_least: 20 requests, for: 1h 30m}",
            "  - {name: r2, when: cost.estimated >= 50 USD, severity: info}",
            "  - {name: r3, when: lock.age > 5m, for: 2 cycles}",
            "  - {name: r4, when: state.readable == false}",
            "  - {name: r5, when: tier.f.missing > 0, respond: emergency-deploy}",
            "guardrails: {budget: 3 per 2h, settle: 5 cycles, distrust: 50%, cooldown: 90s, consequences: refuse}",
        ])
        let policy = try #require(try parse(text, file: "t").stacks.first).policy
        #expect(policy.rules.map(\.when.threshold) == [12.5, 50, 300, 0, 0])
        #expect(policy.rules[0].hold == .duration(.seconds(5400)) && policy.rules[0].atLeast == 20)
        #expect(policy.rules[2].hold == .cycles(2) && policy.rules[1].severity == .info)
        #expect(policy.guardrails.budget == .init(repairs: 3, within: .seconds(7200)))
        #expect(policy.guardrails.settle == 5 && policy.guardrails.distrust == 50)
        #expect(policy.guardrails.consequences == .refuse)
    }

    @Test func variablesOfRepairsAreParsedAsTerraformTakesThem() throws {
        let text = stack([
            "endpoints: [{name: a, url: 'https://x', method: OPTIONS, origin: 'https://y'}]",
            "placeholder: {variable: lambda_zip, functions: ['module.api.aws_lambda_function.*']}",
            "open_cors:",
            "  variables: {a: '[\"*\"]', b: [x, y], c: {d: '1'}, e: 5, f: '[no', g: 'a\"b'}",
            "  addresses: [aws_apigatewayv2_api.main]",
            "rules: [{name: r, when: api.cors == false, respond: open-cors}]",
        ])
        let policy = try #require(try parse(text, file: "t").stacks.first).policy
        #expect(policy.placeholder?.variable == "lambda_zip")
        #expect(
            policy.openCORS?.variables.map(\.json) == [
                #"["*"]"#, #"["x","y"]"#, #"{"d":"1"}"#, #""5""#, #""[no""#, #""a\"b""#,
            ])
        #expect(policy.rules.first?.respond == .repair(.openCORS))
        #expect(!"\(policy)".contains("[no"))
    }

    @Test func ignoredChangesAreParsed() throws {
        let text = stack([
            "guardrails: {ignore: [\"aws_autoscaling_group.*: desired_capacity, tags.Last-Scan\", 'a.b[\"x: y\"]: c']}"
        ])
        let ignored = try #require(try parse(text, file: "t").stacks.first).policy.guardrails.ignore
        #expect(ignored.map(\.addresses.text) == ["aws_autoscaling_group.*", #"a.b["x: y"]"#])
        #expect(ignored.map(\.attributes) == [["desired_capacity", "tags.Last-Scan"], ["c"]])
    }

    static let table: [(lines: [String], fault: String)] = [
        (
            ["guardrails: {ignore: [\"aws_autoscaling_group.*\"]}"],
            "4:27 'aws_autoscaling_group.*' names no attribute; write it as \"aws_autoscaling_group.*: desired_capacity\", in quotes"
        ),
        (["guardrails: {ignore: [a.b: c]}"], "4:27 an entry of ignore is not a text; write it as"),
        (["guardrails: {ignore: ['a.b: c, ']}"], "4:27 '' is not the name of an attribute"),
        (["guardrails: {ignore: ['a.b: c d']}"], "4:27 'c d' is not the name of an attribute"),
        (["guardrails: {ignore: ['a: c']}"], "4:27 'a' lacks a name: write TYPE.NAME"),
        (["acount: x"], "4:5 unknown key 'acount' in a stack; did you mean 'account'?"),
        (["account: 12345"], "4:14 the account '12345' is not twelve digits"),
        (["region: nowhere"], "4:13 the region 'nowhere'"),
        (["role_arn: x"], "4:15 role_arn is not a role's ARN"),
        (["endpoint: localhost:5000"], "4:15 endpoint is not a URL"),
        (["endpoint: 'htp://kim:hunter2@x'"], "4:15 endpoint is not a URL"),
        (["endpoint: 'http://kim:hunter2@x'"], "4:15 endpoint contains a user name or a password"),
        (
            ["endpoints: [{name: a, url: 'https://hunter2@x/y'}]"],
            "4:32 url contains a user name or a password"
        ),
        (["mode: on"], "4:11 mode 'on' is unknown; write observe or act"),
        (
            ["environment: {AWS_SECRET_ACCESS_KEY: hunter2}"],
            "4:19 environment must not set AWS_SECRET_ACCESS_KEY"
        ),
        (["environment: {TF_CLI_ARGS_plan: x}"], "4:19 environment must not set TF_CLI_ARGS_plan"),
        (
            ["endpoints: [{name: e, url: 'http://x', method: POST}]"],
            "4:52 the method 'POST' is not supported"
        ),
        (
            ["endpoints: [{name: e, url: 'http://x', origin: 'http://y'}]"],
            "4:52 an origin is only for a preflight request"
        ),
        (["tiers: [{name: f, addresses: []}]"], "4:34 a tier without addresses"),
        (["tiers: [{name: f, addresses: [events]}]"], "4:35 'events' lacks a name"),
        (
            ["tiers: [{name: f, addresses: ['*.*'], create: true}]"],
            "4:43 'create: true' is for literal addresses"
        ),
        (
            ["tiers: [{name: f, addresses: [a.b]}, {name: f, addresses: [a.c]}]"],
            "4:42 two tiers are named 'f'"
        ),
        (
            ["rules: [{name: r, when: resources.cuont < 5}]"],
            "4:29 there is no signal 'resources.cuont'; did you mean 'resources.count'?"
        ),
        (["rules: [{name: r, when: tier.f.missing > 0}]"], "4:29 there is no tier 'f'; the tiers are none"),
        (
            ["rules: [{name: r, when: lambda.error_rate > 10}]"],
            "4:29 '10' cannot be compared with lambda.error_rate; write a percentage"
        ),
        (["rules: [{name: r, when: state.readable > true}]"], "4:29 state.readable is true or false"),
        (["rules: [{name: r, when: resources.count}]"], "4:29 'resources.count' is not a condition"),
        (
            ["rules: [{name: r, when: resources.count < 5, for: 6 of 5 cycles}]"],
            "4:55 'for: 6 of 5 cycles' is out of range"
        ),
        (["rules: [{name: r, when: resources.count < 5, for: soon}]"], "4:55 'for: soon' is neither"),
        (
            ["rules: [{name: r, when: resources.count < 5, at_least: 5 requests}]"],
            "4:60 at_least is only for rates"
        ),
        (
            ["rules: [{name: r, when: resources.count < 5, respond: rollback}]"],
            "4:59 no rule may ask for a rollback, only a person, with 'terrier repair rollback'"
        ),
        (
            ["rules: [{name: r, when: lambda.error_rate > 5%, respond: placeholder-lambda}]"],
            "4:62 placeholder-lambda needs the key 'placeholder:' of the stack, and this stack has none"
        ),
        (
            ["rules: [{name: r, when: api.cors == false, respond: open-cors}]"],
            "4:57 open-cors needs the key 'open_cors:' of the stack, and this stack has none"
        ),
        (
            [
                "placeholder: {variable: zip, functions: ['aws_lambda_function.*']}",
                "rules: [{name: r, when: resources.count < 5, respond: placeholder-lambda}]",
            ],
            "5:59 placeholder-lambda responds only to lambda.error_rate and tier.NAME.missing"
        ),
        (
            ["placeholder: {variable: a b, functions: ['aws_lambda_function.*']}"],
            "4:29 'a b' is not the name"
        ),
        (
            ["placeholder: {variable: zip, functions: ['aws_*.*']}"],
            "4:46 'aws_*.*' is not the address of a Lambda"
        ),
        (["placeholder: {variable: zip, functions: []}"], "4:45 'functions' lists nothing"),
        (["placeholder: {variable: zip}"], "4:18 placeholder lacks 'functions'; add it"),
        (
            ["open_cors: {variables: {o: hunter2}, addresses: ['a.b']}"],
            "4:16 open_cors is proven by a preflight request; add an endpoint"
        ),
        (
            [
                "endpoints: [{name: a, url: 'https://x', method: OPTIONS, origin: 'https://y'}]",
                "open_cors: {variables: {}, addresses: []}",
            ],
            "5:28 'variables' is not a mapping of 1 to 50 variables\n5:43 'addresses' lists nothing"
        ),
        (
            ["rules: [{name: r, when: resources.count < 5, respond: unlock}]"],
            "4:59 unlock responds only to lock.age"
        ),
        (
            ["rules: [{name: r, when: resources.count < 5, respond: emergency-deploy}]"],
            "4:59 emergency-deploy restores a tier, and this stack has none"
        ),
        (
            ["rules: [{name: r, when: cost.estimated > 5 USD, respond: remove-alarms}]"],
            "4:62 remove-alarms responds only to alarms.flapping"
        ),
        (
            ["rules: [{name: r, when: state.readable == false, respond: remove-alarms}]"],
            "4:63 state.readable is about the watching itself"
        ),
        (
            ["rules: [{name: r, when: resources.count < 5, clear: x}]"], "4:57 'x' is not a condition"
        ),
        (
            ["rules: [{name: r, when: resources.count < 5, clear: resources.missing == 0}]"],
            "4:57 'clear' is about resources.missing, but 'when' is about resources.count"
        ),
        (
            ["rules: [{name: r, when: lambda.error_rate > 100%, clear: resources.missing == 0}]"],
            "4:29 'lambda.error_rate > 100%' is never true\n4:62 'clear' is about resources.missing, but 'when' is about"
        ),
        (
            ["rules: [{name: r, when: resources.count < 5, clear: resources.count > 3}]"],
            "4:57 'resources.count > 3' is true where 'resources.count < 5' is true"
        ),
        (
            ["rules: [{name: r, when: resources.count > 5, clear: resources.count < 0}]"],
            "4:57 'resources.count < 0' is never true, so the rule could never clear"
        ),
        (
            ["rules: [{name: r, when: resources.count >= 0}]"],
            "4:29 'resources.count >= 0' is always true, so the rule could never clear"
        ),
        (
            ["rules: [{name: r, when: lambda.error_rate > 100%}]"],
            "4:29 'lambda.error_rate > 100%' is never true, so the rule could never trip"
        ),
        (
            ["rules: [{name: r, when: resources.count < 5, clear: resources.count > 6 for ever}]"],
            "4:57 'for: ever' is neither a duration nor cycles"
        ),
        (["guardrails: {budget: 0 per 1h}"], "4:26 a budget below 1 allows no repair"),
        (["guardrails: {stack_budget: 0 per 1h}"], "4:32 a budget below 1 allows no repair"),
        (["guardrails: {stack_budget: 4 an hour}"], "4:32 'stack_budget: 4 an hour' is not a budget"),
        (["guardrails: {budget: 101 per 1h}"], "4:26 a budget of 101 is too large; at most 100"),
        (["guardrails: {distrust: 200%}"], "4:28 'distrust: 200%' is not a share"),
        (
            ["guardrails: {consequences: admits}"],
            "4:32 consequences 'admits' is unknown; did you mean 'admit'?"
        ),
        (["guardrails: {consequences: no}"], "4:32 consequences 'no' is unknown; write admit or refuse"),
        (["guardrails: {protect: [a.b], destroy: [a.b]}"], "4:44 a.b is in 'protect' as well"),
        (["mode: act", "region: eu-west-1"], "2:5 a stack in mode act needs 'account:'"),
        (["mode: act", "account: \"123456789012\""], "2:5 a stack in mode act needs 'region:'"),
        (["tiers: [{nam: f, addresses: [a.b]}]"], "4:14 unknown key 'nam' in a tier; did you mean 'name'?"),
        (["directory: relative"], "3:5 a mapping has duplicate keys: directory"),
    ]

    @Test(arguments: table)
    func eachFaultHasItsPositionAndSaysWhatToDo(row: (lines: [String], fault: String)) {
        let found = faults(stack(row.lines))
        let named = row.fault.split(separator: "\n").map(String.init)
        #expect(found.count == named.count && zip(found, named).allSatisfy { $0.hasPrefix($1) }, "\(found)")
        #expect(!found.joined().contains("hunter2"))
    }

    @Test func allFaultsAreReportedInFileOrder() {
        let found = faults(
            """
            interval: soon
            notfy: []
            stacks:
              - name: a b
                directory: here
                tiers: {}
            """)
        #expect(found.map { $0.prefix { $0 != " " } } == ["1:11", "2:1", "4:11", "5:16", "6:12"])
    }

    @Test func invalidYAMLIsReportedWithItsPosition() {
        #expect(faults("a: [1\nb: {").first?.hasPrefix("2:") == true)
        #expect(faults("") == ["0:0 the file is empty; write at least 'stacks:'"])
        #expect(faults("- a").first?.contains("is not a mapping") == true)
        #expect(faults("stacks: []").first?.contains("no stack is configured") == true)
        #expect(faults("interval: 5s").first?.contains("no stack is configured") == true)
    }

    @Test func unreadableFileGivesOneFault() async throws {
        func fault(_ path: String) async -> String {
            do {
                _ = try await load(path)
                return "none"
            } catch {
                return error.description
            }
        }
        #expect(await fault("/no/such/file").contains("there is no such file"))
        #expect(await fault("/tmp").contains("this is a directory"))
        try await Machine.withDirectory { directory in
            try Data([0xFF, 0xFE, 0x00]).write(to: URL(fileURLWithPath: directory + "/binary"))
            #expect(await fault(directory + "/binary").contains("not UTF-8"))
            try Data(count: 2 << 20).write(to: URL(fileURLWithPath: directory + "/large"))
            #expect(await fault(directory + "/large").contains("bytes"))
        }
    }

    @Test func changedFileHasAnotherHash() throws {
        let (one, two) = (try parse(stack([]), file: "t"), try parse(stack([]) + "\n# more", file: "t"))
        #expect(one.hash != two.hash && one.hash.count == 32)
        #expect(try parse(stack([]), file: "elsewhere").hash == one.hash)
    }

    /// Whatever is changed in a file, the parser returns settings or throws faults.
    @Test func mangledFileGivesSettingsOrFaults() throws {
        let whole = Array(
            try String(contentsOfFile: Machine.project + "/config/terrier.yaml", encoding: .utf8).utf8)
        var seed: UInt64 = 7
        func random(_ bound: Int) -> Int {
            seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(seed >> 33) % bound
        }
        for _ in 0..<300 {
            var bytes = whole
            for _ in 0...random(4) {
                let at = random(bytes.count)
                switch random(3) {
                case 0: bytes[at] = UInt8(32 + random(95))
                case 1: bytes.removeSubrange(at..<min(bytes.count, at + random(40)))
                default:
                    bytes.insert(
                        contentsOf: Array(["[", "{", ": ", "\n  - ", "\t", "&a *a", "'"][random(7)].utf8),
                        at: at)
                }
            }
            do throws(SettingsFaults) {
                _ = try parse(String(decoding: bytes, as: UTF8.self), file: "t")
            } catch {
                #expect(!error.faults.isEmpty)
            }
        }
    }

    @Test(arguments: [
        ("250ms", Int64(250)), ("45s", 45_000), ("1h 30m", 5_400_000), ("30d", 2_592_000_000),
        ("1.5h", 5_400_000),
    ])
    func durations(row: (String, Int64)) {
        #expect(ValueText.duration(row.0)?.milliseconds == row.1)
    }

    @Test(arguments: ["", "5", "5 minutes", "m", "-5m", "5m5", "1e3s"])
    func textThatIsNoDurationIsRejected(text: String) {
        #expect(ValueText.duration(text) == nil)
    }
}
