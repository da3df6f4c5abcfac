import Decisions
import Terraform
import Testing

@testable import Probes

/// What the refresh of a plan adds to the direct reads, and how long it applies.
@Suite struct SecondSightTests {
    static let table = Address(type: "aws_dynamodb_table", name: "events")
    static let role = Address(type: "aws_iam_role", name: "r")
    static let server = Address(type: "aws_transfer_server", name: "q")
    static let text = """
        {"version":4,"serial":7,"lineage":"l","resources":[
        {"mode":"managed","type":"aws_dynamodb_table","name":"events","instances":[{"attributes":{"name":"e"}}]},
        {"mode":"managed","type":"aws_iam_role","name":"r","instances":[{"attributes":{"name":"r"}}]},
        {"mode":"managed","type":"aws_transfer_server","name":"q","instances":[{"attributes":{"name":"q"}}]}]}
        """
    static let began = Timestamp(seconds: 1000)

    private func probe(
        at now: Timestamp = began, _ report: PlanReport = PlanReport.notAsked, code: String? = "c",
        last: LastPlan? = nil, statuses: [Address: InstanceStatus] = [:], text: String = text
    ) throws -> ProbeResult {
        let subject = StackProbe.Subject(
            stack: "s", account: nil, region: "us-east-1",
            tiers: [
                Tier(
                    name: "t",
                    addresses: [try Pattern("aws_transfer_server.*"), try Pattern("aws_iam_role.*")])
            ], endpoints: [], isEmulated: true)
        let state = try State(parsing: Array(text.utf8), stack: "s")
        var result = ProbeResult(
            order: .init(lastPlan: last, planLifetime: .seconds(1800), now: now), subject: subject,
            state: .success(state), account: .shown(account: "1"), lock: .free)
        let direct = [Self.table: InstanceStatus.healthy, Self.role: .healthy].merging(statuses) { $1 }
        result.take(
            state.managed.map { InstanceReport($0.address, direct[$0.address] ?? .notAsked) }, alarms: [])
        var report = report
        report.code = code
        result.take(report)
        result.conclude()
        return result
    }

    private func planned(_ refresh: Refresh, _ outcome: PlanOutcome? = nil) -> PlanReport {
        PlanReport(outcome ?? .planned(PlanSummary(changes: [], drift: [])), refresh: refresh)
    }

    @Test func withoutAPlanTheRestIsUnseen() throws {
        let observation = try probe().observation
        #expect(observation.instances.map(\.sight) == [.asked, .asked, .unseen])
        #expect(observation.reading(.resourcesUnseen)?.value == 1)
        #expect(observation.reading(.unseen(ofTier: "t"))?.about == .addresses([Self.server]))
        #expect(observation.reading(.missing(ofTier: "t"))?.value == 0)
        #expect(
            observation.seenWords(hint: " (--plan)") == "2 of 3 asked, none missing; 1 not looked at (--plan)"
        )
    }

    @Test func refreshSeesWhatWasNotAsked() throws {
        let all = [Self.table, Self.role, Self.server]
        let seen = try probe(planned(Refresh(present: all))).observation
        #expect(
            seen.instances.last?.status == .healthy && seen.instances.last?.sight == .refreshed(Self.began))
        #expect(seen.reading(.resourcesUnseen)?.value == 0)
        #expect(seen.seenWords() == "3 resources, 2 asked, 1 as the plan saw it, none missing")
        let gone = try probe(planned(Refresh(present: [Self.table, Self.role], gone: [Self.server])))
        #expect(gone.observation.missing == [Self.server])
        #expect(gone.observation.reading(.missing(ofTier: "t"))?.value == 1)
        #expect(gone.observation.reading(.resourcesMissing)?.value == 1)
        let partly = try probe(planned(Refresh(present: [Self.table]))).observation
        #expect(partly.instances.last?.sight == .unseen)
    }

    /// AWS was asked in this cycle; an older plan does not replace what it returned, or that it did not respond.
    @Test func directReadsAreNotReplaced() throws {
        let throttled = InstanceStatus.unknown(Unknown(.throttled, "x"))
        let result = try probe(
            planned(Refresh(present: [Self.table, Self.role, Self.server], gone: [])),
            statuses: [Self.table: .missing, Self.role: throttled])
        #expect(result.observation.missing == [Self.table])
        #expect(result.observation.instances[1].status == throttled)
        #expect(result.observation.reading(.missing(ofTier: "t"))?.reason?.cause == .throttled)
    }

    @Test func resultOfAPlanAppliesUntilStateOrCodeChangesOrItIsTooOld() throws {
        let created = PlannedChange(Self.server, .create)
        let first = try probe(
            planned(
                Refresh(present: [Self.table, Self.role], gone: [Self.server]),
                .planned(PlanSummary(changes: [created], drift: [], failedChecks: ["check.c"]))))
        let last = try #require(first.lastPlan)
        let later = try probe(at: Self.began + .seconds(240), last: last)
        #expect(later.lastPlan == last && later.observation.missing == [Self.server])
        #expect(later.observation.reading(.planCreates)?.about == .addresses([Self.server]))
        #expect(later.observation.reading(.planChecksFailed)?.about == .names(["check.c"]))
        #expect(later.observation.planAt == Self.began)
        #expect(
            later.observation.seenWords() == "3 resources, 2 asked, 1 as the plan of 4m ago saw it, 1 missing"
        )

        let newer = Self.text.replacing("\"serial\":7", with: "\"serial\":8")
        for result in [
            try probe(at: Self.began + .seconds(1800), last: last),
            try probe(at: Self.began + .seconds(-1), last: last),
            try probe(at: Self.began + .seconds(60), code: "d", last: last),
            try probe(at: Self.began + .seconds(60), code: nil, last: last),
            try probe(at: Self.began + .seconds(60), last: last, text: newer),
        ] {
            #expect(result.lastPlan == nil)
            #expect(result.observation.reading(.planCreates)?.reason?.cause == .notAsked)
            // It was gone, and nothing has looked since: it is not there again because nobody looks.
            #expect(result.observation.reading(.missing(ofTier: "t"))?.reason?.cause == .notAsked)
            #expect(result.observation.reading(.resourcesUnseen)?.value == 1)
        }
    }

    /// A plan that meets a lock says nothing: what the one before said still applies.
    @Test func planThatCouldNotBeMadeReplacesNothing() throws {
        let first = try probe(planned(Refresh(present: [Self.table, Self.role, Self.server])))
        let locked = PlanReport(.unknown(Unknown(.locked, "held")))
        let second = try probe(at: Self.began + .seconds(900), locked, last: first.lastPlan)
        #expect(second.lastPlan == first.lastPlan && second.observation.reading(.planCreates)?.value == 0)
        let alone = try probe(locked)
        #expect(alone.lastPlan == nil && alone.observation.reading(.planCreates)?.reason?.cause == .locked)
    }

    @Test func failedPlanIsNamedAndItsRefreshCounts() throws {
        let result = try probe(
            planned(Refresh(present: [Self.table, Self.role, Self.server]), .failed("no")))
        #expect(result.observation.reading(.planError)?.value == 1)
        #expect(result.observation.reading(.resourcesUnseen)?.value == 0)
        #expect(result.observation.seenWords().hasSuffix("none missing; the plan fails"))
        let later = try probe(at: Self.began + .seconds(60), last: result.lastPlan)
        #expect(later.observation.reading(.planError)?.value == 1)
    }
}
