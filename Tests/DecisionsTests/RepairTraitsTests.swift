import Decisions
import Testing

@Suite struct RepairTraitsTests {
    @Test(arguments: RepairKind.allCases)
    func kindsThatRulesRequestHaveAResponse(kind: RepairKind) {
        #expect(kind.traits.askers.contains(.rule) == (kind.traits.response != nil))
        #expect(kind.traits.askers.contains(.person))
    }

    @Test(arguments: Rung.Step.allCases)
    func rungsRequestOnlyKindsThatRungsMayRequest(step: Rung.Step) {
        if let kind = step.repair { #expect(kind.traits.askers.contains(.rung)) }
        #expect(RepairKind.allCases.count { $0.traits.rung?.step == step } <= 1)
    }

    @Test func theRungsThatChangeSomethingAskForTheseKinds() {
        #expect(Rung.Step.shed.repair == .removeAlarms)
        #expect(Rung.Step.emergencyDeploy.repair == .emergencyDeploy)
        #expect(Rung.Step.diagnose.repair == nil && Rung.Step.notify.repair == nil)
        for kind in RepairKind.allCases {
            #expect(kind.traits.askers.contains(.rung) == (kind.traits.rung != nil))
        }
    }

    @Test func aMuteIsEndedByOneKind() {
        #expect(RepairKind.endOfMute == .unmute)
        #expect(RepairKind.allCases.count { $0.traits.askers.contains(.watcher) } == 1)
    }

    /// No kind bypasses the guardrails that protect other people's work, or an account that is not verified.
    @Test(arguments: RepairKind.allCases)
    func theseGuardrailsStopEveryKind(kind: RepairKind) {
        let all: Set<Guardrail> = [
            .mode, .pause, .account, .state, .settle, .freshness, .running, .configuration, .request, .need,
            .inspection, .backups,
        ]
        #expect(all.isSubset(of: kind.traits.yieldsTo))
    }

    @Test(arguments: RepairKind.allCases)
    func kindThatWritesNoStateCreatesAndDestroysNothing(kind: RepairKind) {
        guard kind.traits.writesState == .never else { return }
        #expect(!kind.traits.mayCreate && !kind.traits.mayDestroy)
    }

    /// A kind that the watcher may request without a rule passes the request check. Only kinds that undo an earlier repair may.
    @Test(arguments: RepairKind.allCases)
    func watcherRequestsOnlyUndosOnItsOwn(kind: RepairKind) {
        let askers = kind.traits.askers
        #expect(askers.contains(.watcher) == kind.traits.isUndo)
        #expect(!askers.contains(.watcher) || askers == [.watcher, .person])
    }

    @Test func unmuteIsNotStoppedByTheseGuardrails() {
        let passed = Set(Guardrail.allCases).subtracting(RepairKind.unmute.traits.yieldsTo)
        #expect(passed == [.window, .cooldown, .budget, .distrust, .lock])
    }

    /// Only a repair that undoes another one may be retried without limit.
    @Test(arguments: RepairKind.allCases)
    func onlyAnUndoIsOutsideBudgetAndBreaker(kind: RepairKind) {
        #expect(kind.traits.isUndo || (kind.traits.countsInBudget && kind.traits.hasBreaker))
        #expect(kind.traits.isUndo || kind.traits.yieldsTo == Set(Guardrail.allCases))
    }
}
