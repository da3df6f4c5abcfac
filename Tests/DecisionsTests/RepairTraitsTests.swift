import Decisions
import Testing

@Suite struct RepairTraitsTests {
    @Test(arguments: RepairKind.allCases)
    func whatARuleAsksForItComesTo(kind: RepairKind) {
        #expect(kind.traits.askers.contains(.rule) == (kind.traits.response != nil))
        #expect(kind.traits.askers.contains(.person))
    }

    @Test(arguments: Rung.Step.allCases)
    func aRungAsksForWhatRungsMayAskFor(step: Rung.Step) {
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

    /// No kind passes a guardrail that protects other people's work or an account that was not shown.
    @Test(arguments: RepairKind.allCases)
    func theseHoldEveryKindBack(kind: RepairKind) {
        let all: Set<Guardrail> = [
            .mode, .pause, .account, .state, .settle, .freshness, .running, .configuration, .request, .need,
            .inspection, .backups,
        ]
        #expect(all.isSubset(of: kind.traits.yieldsTo))
    }

    @Test(arguments: RepairKind.allCases)
    func whatWritesNoStateNeitherCreatesNorDestroys(kind: RepairKind) {
        guard kind.traits.writesState == .never else { return }
        #expect(!kind.traits.mayCreate && !kind.traits.mayDestroy)
    }

    /// Whoever the watcher may ask for by itself passes the request check: only what ends an earlier repair, and for nobody else.
    @Test(arguments: RepairKind.allCases)
    func theWatcherAsksByItselfForAnUndoAlone(kind: RepairKind) {
        let askers = kind.traits.askers
        #expect(askers.contains(.watcher) == kind.traits.isUndo)
        #expect(!askers.contains(.watcher) || askers == [.watcher, .person])
    }

    @Test func theEndOfAMuteWaitsForNoneOfThese() {
        let passed = Set(Guardrail.allCases).subtracting(RepairKind.unmute.traits.yieldsTo)
        #expect(passed == [.window, .cooldown, .budget, .distrust, .lock])
    }

    /// A repair that may be tried without end must not be one that changes what it finds.
    @Test(arguments: RepairKind.allCases)
    func onlyAnUndoIsOutsideTheBudgetAndHasNoBreaker(kind: RepairKind) {
        #expect(kind.traits.isUndo || (kind.traits.countsInBudget && kind.traits.hasBreaker))
        #expect(kind.traits.isUndo || kind.traits.yieldsTo == Set(Guardrail.allCases))
    }
}
