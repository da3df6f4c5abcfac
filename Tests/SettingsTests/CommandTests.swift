import Decisions
import Notifications
import Testing

@testable import Settings

/// `commands:` of a stack, and the rules that run them.
@Suite struct CommandTests {
    @Test func commandsAndTheRulesThatRunThemAreParsed() throws {
        let text = stack([
            "commands:",
            "  - {name: flush, command: [/bin/flush, --all, \"3\"], timeout: 90s, environment: {CACHE: eu}}",
            "  - {name: drain, command: [/bin/drain]}",
            "rules: [{name: stale, when: api.5xx_rate > 20%, respond: run flush}]",
        ])
        let policy = try #require(try parse(text, file: "t").stacks.first).policy
        #expect(
            policy.commands == [
                OwnCommand(
                    name: "flush", arguments: ["/bin/flush", "--all", "3"], timeout: .seconds(90),
                    environment: ["CACHE": "eu"]),
                OwnCommand(name: "drain", arguments: ["/bin/drain"], timeout: .seconds(300)),
            ])
        #expect(policy.rules[0].respond == .repair(.run) && policy.rules[0].command == "flush")
        #expect(policy.rules[0].response == "run flush")
    }

    @Test(arguments: [
        ("commands: [{name: x, command: [flush, pw-x]}]", "does not begin with an absolute path"),
        ("commands: [{name: x, command: /bin/flush pw-x}]", "command is not a list"),
        ("commands: [{name: x}]", "a command lacks 'command'"),
        (
            "commands: [{name: x, command: [/bin/a]}, {name: x, command: [/bin/b]}]",
            "two commands are named 'x'"
        ),
        ("commands: [{name: x, command: [/bin/a, [b]]}]", "an argument of command is not a text"),
        ("commands: [{name: x, command: [/bin/a], timeout: 2h}]", "a timeout of 2h is too long"),
        (
            "commands: [{name: x, command: [/bin/a], environment: {AWS_SECRET_ACCESS_KEY: pw-x}}]",
            "must not set AWS_SECRET_ACCESS_KEY"
        ),
        (
            "commands: [{name: x, command: [/bin/a], environment: {LD_PRELOAD: pw-x}}]",
            "must not set LD_PRELOAD"
        ),
        (
            "rules: [{name: r, when: lock.age > 1h, respond: run flush}]",
            "the stack has none; add 'commands:'"
        ),
    ])
    func faultsAreReportedWithoutValues(row: (String, String)) throws {
        let faults = try #require(throws: SettingsFaults.self) {
            _ = try parse(stack([row.0]), file: "t")
        }.faults
        #expect(faults.contains { $0.message.contains(row.1) }, "\(faults)")
        #expect(!faults.contains { $0.message.contains("pw-") })
    }

    @Test(arguments: [
        ("run", "lacks the name of a command; write run NAME; the stack has flush"),
        ("run flsh", "there is no command 'flsh'; did you mean 'flush'?"),
    ])
    func ruleNamesACommandOfItsStack(row: (String, String)) throws {
        let faults = try #require(throws: SettingsFaults.self) {
            _ = try parse(
                stack([
                    "commands: [{name: flush, command: [/bin/flush]}]",
                    "rules: [{name: r, when: lock.age > 1h, respond: \(row.0)}]",
                ]), file: "t")
        }.faults
        #expect(faults.map(\.message).contains { $0.contains(row.1) }, "\(faults)")
    }

    @Test func ruleOnTheWatchingItselfRunsNothing() throws {
        let faults = try #require(throws: SettingsFaults.self) {
            _ = try parse(
                stack([
                    "commands: [{name: flush, command: [/bin/flush]}]",
                    "rules: [{name: r, when: state.readable == false, respond: run flush}]",
                ]), file: "t")
        }.faults
        #expect(faults.contains { $0.message.contains("may notify but never repair") })
    }
}
