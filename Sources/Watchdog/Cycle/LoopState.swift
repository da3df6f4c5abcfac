import Decisions
import Probes

extension StackLoop {
    /// What one cycle passes on to the next, besides what the ledger holds.
    struct LoopState {
        /// The diagnoses that run concurrently with the cycle.
        let diagnoses: DiagnosisQueue
        /// Whom CloudTrail is to be asked about, and the questions that run concurrently with the cycle.
        let trail = TrailInquiries()
        let inquiries: DiagnosisQueue
        /// The daily removal of snapshots, which runs concurrently with the cycle.
        let upkeep: DiagnosisQueue
        /// When the last removal was started, or the loop; nil before the first cycle.
        var lastPrune: Moment?
        /// When orphans were searched for last; the search runs concurrently with the cycle, too.
        let orphans = OrphanTurn()
        var cycleReporter = CycleReporter()
        var troubles = LoopHealth()
        /// Incidents for which it was logged that their repair waits for the cooldown.
        var cooling: Set<String> = []
        var lastPlan: Moment?
        /// The result of the newest plan; nil if there is none.
        var planResult: LastPlan?
        /// Whether `planResult` was read from the ledger, which is done once.
        var hasReadPlan = false
        /// Whether the newest plan had a result that no longer applies, because the state or the code changed.
        var isPlanOutdated = false
        /// Whether the newest plan had no result.
        private var hasPlanFailed = false
        /// How the instances were seen in the last cycle.
        var sights: Sights?
        var lastPass: Moment?
        /// The planned time from the beginning of the last cycle to the beginning of this one.
        var expected = Duration.zero
        var lastReminder: Moment?
        /// When the day began after which persisting conditions are logged again.
        var dayBegan: Moment?
        /// A repair of ours ran when the cycle began: a lock that was seen may be its own.
        var isRepairing = false
        /// Who held the state lock in the cycle before; nil if it was free or not known.
        var lockHolder: LockHolder?
        /// The current cycle is recorded in the ledger.
        var isRecorded = false
        /// A rule has tripped: the next cycle plans before the plan is due.
        var planNow = false
        /// The outcomes of repairs that an earlier watcher asked for are recorded for their incidents.
        var hasHeardOutcomes = false

        /// The alarm history that was parsed last, and the text that it was parsed from.
        private var alarms = (text: "", history: AlarmHistory())

        /// Parsed again only if the text is not what this loop wrote.
        mutating func alarms(_ text: String) -> AlarmHistory {
            if text != alarms.text { alarms = (text, AlarmHistory(text: text)) }
            return alarms.history
        }

        /// The text of a history; encoded again only if it has changed.
        mutating func text(of history: AlarmHistory) -> String {
            if history != alarms.history || alarms.text.isEmpty { alarms = (history.text, history) }
            return alarms.text
        }

        /// - Parameters:
        ///   - result: what applied in a cycle; nil if nothing did.
        ///   - wasPlanned: whether the cycle made a plan.
        mutating func take(_ result: LastPlan?, wasPlanned: Bool) {
            if wasPlanned { hasPlanFailed = result == nil }
            planResult = result ?? planResult
            isPlanOutdated = result == nil && !hasPlanFailed
        }

        init(_ diagnoses: DiagnosisQueue, _ inquiries: DiagnosisQueue, _ upkeep: DiagnosisQueue) {
            self.diagnoses = diagnoses
            self.inquiries = inquiries
            self.upkeep = upkeep
        }
    }
}
