import Decisions
import Foundation
import Ledger
import Testing

@testable import Repairs

@Suite struct RepairerTests {
    @Test func stepsRunInTheirOrder() async throws {
        try await Stage.with { stage in
            let last = await stage.perform(stage.request())
            #expect(last.outcome == .repaired, "\(last.message)")
            #expect(last.message.contains("recreated EMPTY"))
            #expect(
                stage.done == ["plan aws_dynamodb_table.events aws_iam_role.role", "apply the file", "ask"])
            let repair = try #require(try await stage.book.repairs().first)
            #expect(
                repair.steps.map { $0.prefix { $0 != ":" } } == [
                    "guardrails", "snapshot", "plan", "inspect", "apply", "verify",
                ])
            #expect(repair.outcome == "repaired" && repair.serialBefore == 7)
            // Plan files hold secrets: none may be left.
            #expect(!FileManager.default.fileExists(atPath: stage.directory + "/" + repair.id))
        }
    }

    /// Each of these alone prevents the apply.
    @Test(arguments: [
        ("another account", Guardrail.account), ("account unknown", .account), ("no state", .state),
        ("locked", .lock),
        ("nothing missing", .need), ("part unknown", .need), ("another configuration", .configuration),
        ("an update comes along", .inspection), ("a delete comes along", .inspection),
        ("more is created", .inspection),
        ("not created", .inspection), ("a stale plan", .inspection), ("short credentials", .account),
        ("a backup", .backups),
        ("backups unknown", .backups),
        ("the plan meets a lock", .lock), ("nearly everything bad", .distrust),
    ])
    func nothingIsAppliedIf(row: (String, Guardrail)) async throws {
        try await Stage.with { stage in
            var request = stage.request()
            let create = PlannedChange(Stage.events, .create)
            func plan(_ changes: PlannedChange...) {
                stage.set { $0.plan = .success(PlanSummary(changes: changes, drift: [])) }
            }
            switch row.0 {
            case "another account": stage.set { $0.account = .other(account: "2", expected: "1") }
            case "account unknown": stage.set { $0.account = .unknown(Unknown(.unreachable, "")) }
            case "no state": stage.set { $0.hasState = false }
            case "locked":
                let holder = LockHolder(id: "x", operation: "o", who: "a@b", created: "now", createdAt: nil)
                stage.set { $0.lock = .held(holder) }
            case "nothing missing": stage.set { $0.statuses[Stage.events] = .healthy }
            case "part unknown": stage.set { $0.statuses[Stage.role] = .unknown(Unknown(.throttled, "")) }
            case "another configuration": request.configuration = "d"
            case "an update comes along": plan(create, PlannedChange(Stage.role, .update))
            case "a delete comes along": plan(create, PlannedChange(Stage.alarm, .delete))
            case "more is created": plan(create, PlannedChange(Stage.role, .create))
            case "not created": plan()
            case "short credentials": stage.set { $0.apply = ToolFault(.account, "they end in 12s") }
            case "a stale plan": stage.set { $0.apply = ToolFault(.stale, "stale") }
            case "a backup": stage.set { $0.backups = .some(1) }
            case "backups unknown": stage.set { $0.backups = .unknown(Unknown(.denied, "")) }
            case "the plan meets a lock": stage.set { $0.plan = .failure(ToolFault(.lock, "held")) }
            default:
                stage.set { world in for address in world.statuses.keys { world.statuses[address] = .missing }
                }
            }
            let last = await stage.perform(request)
            #expect(last.outcome == .refused, "\(last.message)")
            #expect(last.refusals.map(\.guardrail) == [row.1], "\(last.refusals)")
            #expect(
                ["a stale plan", "short credentials"].contains(row.0)
                    || !stage.done.contains { $0.hasPrefix("apply") })
            let stored = try await stage.book.repairs()
            #expect(stored.first?.outcome == "refused")
        }
    }

    @Test func personPassesModeCooldownAndDistrustAndNothingElse() async throws {
        try await Stage.with(mode: .observe) { stage in
            #expect(await stage.perform(stage.request()).refusals.map(\.guardrail) == [.mode])
            stage.set { world in world.statuses[Stage.role] = .unhealthy("x") }
            #expect(await stage.perform(stage.request(why: "I saw it")).outcome == .repaired)
        }
        try await Stage.with { stage in
            stage.set { $0.account = .other(account: "2", expected: "1") }
            #expect(
                await stage.perform(stage.request(why: "I insist")).refusals.map(\.guardrail) == [.account])
            stage.set { $0.account = .shown(account: "1") }
            stage.set {
                $0.plan = .success(
                    PlanSummary(
                        changes: [PlannedChange(Stage.events, .create), PlannedChange(Stage.role, .update)],
                        drift: []))
            }
            #expect(
                await stage.perform(stage.request(why: "I insist")).refusals.map(\.guardrail) == [.inspection]
            )
        }
    }

    @Test func cooldownAndBudgetRefuse() async throws {
        let settings = GuardrailSettings(
            budget: .init(repairs: 2, within: .seconds(3600)), cooldown: .seconds(90), distrust: 90)
        try await Stage.with(guardrails: settings) { stage in
            func lose() { stage.set { $0.statuses[Stage.events] = .missing } }
            #expect(await stage.perform(stage.request()).outcome == .repaired)
            lose()
            #expect(await stage.perform(stage.request()).refusals.map(\.guardrail) == [.cooldown])
            stage.set { $0.clock.advance(by: .seconds(120)) }
            #expect(await stage.perform(stage.request()).outcome == .repaired)
            lose()
            stage.set { $0.clock.advance(by: .seconds(120)) }
            #expect(await stage.perform(stage.request()).refusals.map(\.guardrail) == [.budget])
            #expect(
                await stage.perform(stage.request(why: "a person does not pass the budget")).refusals.map(
                    \.guardrail
                ).contains(.budget))
            stage.set { $0.clock.advance(by: .seconds(4000)) }
            #expect(await stage.perform(stage.request()).outcome == .repaired)
        }
    }

    @Test func newLiteralAddressIsCreatedOnlyIfItsTierSaysSo() async throws {
        func plan(_ created: Address) -> PlanSummary {
            PlanSummary(changes: [Stage.events, created].map { PlannedChange($0, .create) }, drift: [])
        }
        for (creates, created, outcome) in [
            (false, Stage.new, RepairOutcome.refused), (true, Stage.new, .repaired),
            (true, Stage.seenOnce, .refused),
        ] {
            try await Stage.with(creates: creates) { stage in
                stage.set { $0.plan = .success(plan(created)) }
                let last = await stage.perform(stage.request())
                #expect(last.outcome == outcome, "\(last.message)")
                #expect(stage.done.first?.contains("aws_dynamodb_table.new") == creates)
                #expect(stage.done.first?.contains("seen_once") == false)
            }
        }
    }

    /// In a tier, an address without an index covers its instances; but only exactly that address may be created anew.
    @Test(arguments: ["aws_dynamodb_table.new[\"eu\"]", "module.other.aws_dynamodb_table.new"])
    func anotherInstanceIsNotCreatedForALiteralAddress(text: String) async throws {
        let created = try Address(text)
        try await Stage.with(creates: true) { stage in
            stage.set {
                $0.plan = .success(
                    PlanSummary(
                        changes: [Stage.events, created].map { PlannedChange($0, .create) }, drift: []))
            }
            let last = await stage.perform(stage.request())
            #expect(last.outcome == .refused && last.refusals.map(\.guardrail) == [.inspection])
        }
    }

    @Test func planThatWouldInvokeActionsIsRefused() async throws {
        try await Stage.with { stage in
            stage.set {
                var plan = PlanSummary(changes: [PlannedChange(Stage.events, .create)], drift: [])
                plan.besides = ["planned_action_invocation"]
                $0.plan = .success(plan)
            }
            let last = await stage.perform(stage.request(why: "nobody passes the inspection"))
            #expect(last.outcome == .refused && last.refusals.map(\.guardrail) == [.inspection])
        }
    }

    @Test func alarmThatNoRepairMutedIsNotUnmutedForTheWatcher() async throws {
        try await Stage.with { stage in
            stage.set { $0.muted = ["noisy"] }
            let request = stage.request(.unmute, addresses: [Stage.noisy])
            #expect(await stage.perform(request).refusals.map(\.guardrail) == [.need])
            #expect(stage.done.isEmpty)
        }
    }

    @Test func dryRunDoesEverythingButTheApply() async throws {
        try await Stage.with(mode: .observe) { stage in
            let last = await stage.perform(stage.request(apply: false))
            #expect(
                last.outcome == .wouldApply
                    && last.actions.map(\.description) == ["create aws_dynamodb_table.events"])
            #expect(stage.done == ["unlocked plan aws_dynamodb_table.events aws_iam_role.role"])
        }
    }

    @Test func applyWithoutAVerifiedResultIsNotVerified() async throws {
        try await Stage.with { stage in
            stage.set { $0.after = [:] }
            #expect(await stage.perform(stage.request()).outcome == .notVerified)
        }
        try await Stage.with { stage in
            stage.set { $0.after = [Stage.events: .unknown(Unknown(.timedOut, ""))] }
            #expect(await stage.perform(stage.request()).outcome == .notVerified)
        }
        try await Stage.with { stage in
            stage.set { $0.apply = ToolFault(.failed, "half done") }
            let last = await stage.perform(stage.request())
            #expect(
                last.outcome == .notVerified && last.message.hasPrefix("half done")
                    && last.message.contains("it is EMPTY"))
        }
    }

    @Test func listedAlarmsAreDestroyedAndTheOthersMuted() async throws {
        try await Stage.with { stage in
            stage.set { world in
                world.plan = .success(PlanSummary(changes: [PlannedChange(Stage.alarm, .delete)], drift: []))
                world.after = [Stage.alarm: .missing]
            }
            let last = await stage.perform(
                stage.request(.removeAlarms, addresses: [Stage.alarm, Stage.noisy]))
            #expect(last.outcome == .repaired, "\(last.message)")
            #expect(
                stage.done == [
                    "mute noisy", "ask", "plan destroy aws_cloudwatch_metric_alarm.errors", "apply the file",
                    "ask",
                ])
            let mutes1 = try await stage.book.activeMutes(of: "s")
            #expect(mutes1.map(\.alarm) == ["noisy"])
            let undone = await stage.perform(stage.request(.unmute, addresses: [Stage.noisy]))
            #expect(undone.outcome == .repaired, "\(undone.message)")
            let mutes2 = try await stage.book.activeMutes(of: "s")
            #expect(mutes2.isEmpty)
        }
    }

    /// It is not in the state, so no plan can delete it; a refused removal would leave the other alarms unmuted.
    @Test func rememberedAlarmIsMutedAndNotDestroyed() async throws {
        try await Stage.with { stage in
            stage.set { $0.dropped = [Stage.alarm] }
            let last = await stage.perform(stage.request(.removeAlarms, addresses: [Stage.alarm]))
            #expect(last.outcome == .repaired && stage.done == ["mute errors", "ask"], "\(last.message)")
        }
    }

    /// The duration counts from the mute, however long the steps before it take.
    @Test(arguments: [[Stage.noisy], [Stage.alarm, Stage.noisy]])
    func muteLastsAsLongAsTheConfigurationSays(alarms: [Address]) async throws {
        try await Stage.with { stage in
            stage.set { world in
                world.plan = .success(PlanSummary(changes: [PlannedChange(Stage.alarm, .delete)], drift: []))
                world.after = [Stage.alarm: .missing]
            }
            let last = await stage.perform(stage.request(.removeAlarms, addresses: alarms)) { message in
                guard message.step == .snapshot else { return }
                stage.set { $0.clock.advance(by: .seconds(300)) }
            }
            let mute = try #require(try await stage.book.activeMutes(of: "s").first)
            let made = try Timestamp(
                seconds: Int64(Date(mute.since, strategy: .iso8601).timeIntervalSince1970))
            #expect(mute.until == made + stage.policy.guardrails.muteFor)
            #expect(last.message.contains("muted until \(mute.until): "), "\(last.message)")
        }
    }

    @Test func muteAloneLeavesTheSerialOfTheState() async throws {
        try await Stage.with { stage in
            let last = await stage.perform(stage.request(.removeAlarms, addresses: [Stage.noisy]))
            #expect(last.outcome == .repaired && stage.done == ["mute noisy", "ask"], "\(last.message)")
            let repair = try #require(try await stage.book.repairs().first)
            #expect(repair.serialBefore == 7 && repair.serialAfter == 7)
        }
    }

    @Test func bookRecordsWhatThePlanChanges() async throws {
        try await Stage.with { stage in
            let last = await stage.perform(stage.request(addresses: []))
            #expect(last.outcome == .repaired, "\(last.message)")
            let repair = try #require(try await stage.book.repairs().first)
            #expect(repair.addresses == [Stage.events.description])
        }
    }

    @Test func removalThatWouldDeleteMoreIsRefused() async throws {
        try await Stage.with { stage in
            stage.set {
                $0.plan = .success(
                    PlanSummary(
                        changes: [PlannedChange(Stage.alarm, .delete), PlannedChange(Stage.role, .delete)],
                        drift: []))
            }
            let last = await stage.perform(stage.request(.removeAlarms, addresses: [Stage.alarm]))
            #expect(last.refusals.map(\.guardrail) == [.inspection])
        }
    }

    @Test func alarmThatNoLongerFiresIsNotRemoved() async throws {
        try await Stage.with { stage in
            stage.set { $0.firing = false }
            let last = await stage.perform(stage.request(.removeAlarms, addresses: [Stage.alarm]))
            #expect(last.refusals.map(\.guardrail) == [.need])
            #expect(stage.done.isEmpty)
        }
    }

    @Test func refusalAfterAMuteIsNotReportedAsUnchanged() async throws {
        try await Stage.with { stage in
            stage.set {
                $0.plan = .success(PlanSummary(changes: [PlannedChange(Stage.role, .delete)], drift: []))
            }
            let last = await stage.perform(
                stage.request(.removeAlarms, addresses: [Stage.alarm, Stage.noisy]))
            #expect(last.outcome == .notVerified && stage.done.first == "mute noisy")
        }
    }

    @Test func alarmThatCannotBeReadIsNotReportedAsUnmuted() async throws {
        try await Stage.with { stage in
            _ = await stage.perform(stage.request(.removeAlarms, addresses: [Stage.noisy]))
            stage.set { $0.statuses[Stage.noisy] = .unknown(Unknown(.throttled, "")) }
            let last = await stage.perform(stage.request(.unmute, addresses: [Stage.noisy]))
            #expect(last.outcome == .failed)
            let mutes = try await stage.book.activeMutes(of: "s")
            #expect(mutes.count == 1)
        }
    }

    @Test func nothingIsDeployedIfNothingOfTheStackIsSeen() async throws {
        try await Stage.with { stage in
            stage.set { world in world.statuses = [Stage.events: .missing] }
            let last = await stage.perform(stage.request(why: "nobody passes the account"))
            #expect(last.refusals.map(\.guardrail) == [.account])
        }
    }

    @Test func resourceThatIsNoAlarmIsNotRemoved() async throws {
        try await Stage.with { stage in
            let last = await stage.perform(stage.request(.removeAlarms, addresses: [Stage.role]))
            #expect(last.refusals.map(\.guardrail) == [.need])
            #expect(stage.done.isEmpty)
        }
    }

    @Test func muteWithoutEffectIsNotReportedAsRepaired() async throws {
        try await Stage.with { stage in
            stage.set { $0.mutingWorks = false }
            let last = await stage.perform(stage.request(.removeAlarms, addresses: [Stage.noisy]))
            #expect(last.outcome == .notVerified)
            // It may have muted the alarm: the mute stays in the book, so that it is undone.
            let mutes3 = try await stage.book.activeMutes(of: "s")
            #expect(mutes3.map(\.alarm) == ["noisy"])
        }
    }

    @Test func secondRepairOfAStackIsRefusedByTheBook() async throws {
        try await Stage.with { stage in
            let admission = try await stage.book.begin(
                stage.request().record(at: Moment(wall: Timestamp(seconds: 0), boot: "b", uptime: .zero)))
            let last = await stage.perform(stage.request())
            #expect(last.outcome == .refused && last.refusals.map(\.guardrail) == [.running])
            #expect(stage.done.isEmpty)
            _ = admission
        }
    }

    @Test func requestOfAnotherVersionIsRefused() async throws {
        try await Stage.with { stage in
            var request = stage.request()
            request.version = 1
            #expect(await stage.perform(request).refusals.map(\.guardrail) == [.configuration])
        }
    }
}
