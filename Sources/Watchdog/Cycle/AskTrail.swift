import Decisions
import Ledger
import Notifications
import Probes

/// Who removed what is missing: CloudTrail is asked concurrently with the cycle.
extension StackLoop {
    /// Starts the inquiries that are due.
    ///
    /// - Parameter open: the open incidents after the decision of this cycle.
    func askTrail(_ probeResult: ProbeResult, open: [Incident], _ loopState: LoopState) async {
        let trail = loopState.trail
        for inquiry in await trail.due(probeResult, open: open) {
            await loopState.inquiries.start { await ask(inquiry, probeResult, trail) }
        }
    }

    private func ask(_ inquiry: TrailInquiries.Inquiry, _ probeResult: ProbeResult, _ trail: TrailInquiries)
        async
    {
        guard await !trail.isOff else { return }
        let answer = await tools.trail(inquiry.questions, probeResult)
        guard !Task.isCancelled else { return }
        guard !answer.isDenied else {
            if await trail.turnOff() { await say(.trailDenied) }
            return
        }
        let found = await trail.take(answer, to: inquiry)
        let lines = found.map(\.line) + answer.lines
        guard !lines.isEmpty else { return }
        let diagnosis = Diagnosis(
            at: tools.now().wall, findings: [.init(Diagnosis.Finding.trail, lines)], trail: found)
        let isAskedAgain = !answer.open.isEmpty && !inquiry.isLast
        // In a task of its own, because the ledger writes nothing for a cancelled task.
        await dispatcher.spawn {
            await record(diagnosis, of: inquiry, new: answer.events, isAskedAgain: isAskedAgain)
        }.value
    }

    private func record(
        _ diagnosis: Diagnosis, of inquiry: TrailInquiries.Inquiry, new: [TrailEvent], isAskedAgain: Bool
    ) async {
        let event = Event.incidentTraced(
            inquiry.incident, lines: diagnosis.findings.flatMap(\.lines), new, isAskedAgain: isAskedAgain)
        do throws(LedgerFault) {
            try await ledger.addDiagnosis(diagnosis, to: inquiry.incident.id)
            await say(event)
            let notice = event.traceNotice(
                of: policy, asked: inquiry.asked, at: diagnosis.at)
            guard let notice else { return }
            try await ledger.addNotices(tools.outbox.entries([notice], at: diagnosis.at))
            tools.outbox.wakeDeliverer()
        } catch {
            await say(.ledgerFault(error.description))
        }
    }
}
