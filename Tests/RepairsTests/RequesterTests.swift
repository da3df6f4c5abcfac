import Decisions
import Testing

@testable import Repairs

@Suite struct RequesterTests {
    private func request(_ kind: RepairKind = .emergencyDeploy, rule: String? = "r", why: String? = nil)
        -> RepairRequest
    {
        RepairRequest(
            stack: "s", kind: kind, rule: rule, addresses: [], apply: true, why: why,
            requestedBy: "kim\n\u{1B}[31m", configuration: "c",
            askedAt: Moment(wall: Timestamp(seconds: 0), boot: "b", uptime: .zero))
    }

    @Test func programPassesNoGuardrailWithAReason() throws {
        let watcher = Requester.watcher("terrier (uid 990)")
        #expect(throws: RequestFault.self) { try request(why: "trust me").made(by: watcher) }
        #expect(throws: RequestFault.self) { try request(rule: nil).made(by: watcher) }
        #expect(throws: RequestFault.self) { try request(.rollback, rule: nil).made(by: watcher) }
        #expect(try request().made(by: watcher).rule == "r")
        #expect(try request(.unmute, rule: nil).made(by: watcher).kind == .unmute)
        #expect(try request(rule: nil, why: "I saw it").made(by: .person("root (uid 0)")).why == "I saw it")
        #expect(throws: RequestFault.self) { try request(why: "I saw it").made(by: .parent) }
    }

    @Test func requesterIsTheUserThatTheKernelReports() throws {
        let made = try request().made(by: .person("root (uid 0)"))
        #expect(made.requestedBy == "kim[31m, as root (uid 0)")
        #expect(try request().made(by: .parent).requestedBy == "kim[31m")
        var forged = request()
        forged.requestedBy = "root, as root (uid 0)"
        #expect(
            try forged.made(by: .watcher("terrier (uid 990)")).requestedBy
                == "root as root uid 0, as terrier (uid 990)")
    }

    /// None of it is written to the book or the journal, where it could look like a separate line.
    @Test func requestWithInvalidNamesIsRejected() throws {
        let long = String(repeating: "x", count: 200)
        let changes: [(inout RepairRequest) -> Void] = [
            { $0.stack = "s: paused\ns" }, { $0.rule = "r\nr" }, { $0.rule = long }, { $0.tier = "a b" },
            { $0.incident = "s-1\u{1B}[2J" }, { $0.incident = long }, { $0.why = "so\nand so" },
            { $0.why = long + long }, { $0.configuration = long }, { $0.configuration = "c\nc" },
            { $0.addresses = [Address(type: "t", name: String(repeating: "x", count: 2000))] },
        ]
        let person = Requester.person("kim (uid 1000)")
        for change in changes {
            var changed = request()
            change(&changed)
            #expect(throws: RequestFault.self) { try changed.made(by: person) }
        }
        var fit = request(why: "그냥, so")
        (fit.stack, fit.tier, fit.incident) = ("my_Stack-1", "first", "my_Stack-1-12")
        fit.configuration = String(repeating: "0123456789abcdef", count: 2)
        #expect(try fit.made(by: person).why == "그냥, so")
    }

    @Test func requestThatIsTooOldIsRefused() async throws {
        try await Stage.with { stage in
            let inTime = await stage.perform(stage.request(), askedBefore: .seconds(59))
            #expect(inTime.outcome == .repaired)
            let done = stage.done
            let refused = await stage.perform(stage.request(), askedBefore: .seconds(61))
            #expect(refused.outcome == .refused && refused.refusals.map(\.guardrail) == [.request])
            let elsewhere = await stage.perform(stage.request(), boot: "another")
            #expect(elsewhere.refusals.map(\.guardrail) == [.request])
            #expect(stage.done == done)
        }
    }
}
