import Decisions
import Probes

extension StackAssembly {
    /// Collects what a person would look at first.
    func diagnose(_ incident: Incident, _ probeResult: ProbeResult) async -> Diagnosis {
        let findings = await Diagnoser(await patientProbe()).findings(
            in: probeResult, concerning: incident.addresses)
        return Diagnosis(at: .now, findings: findings)
    }

    /// Asks CloudTrail who removed missing resources.
    func trail(_ questions: [TrailQuestion], _ probeResult: ProbeResult) async -> TrailAnswer {
        await TrailReader(await patientProbe(), pace: pace).answer(questions, in: probeResult)
    }
}
