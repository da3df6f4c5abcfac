import Decisions
import Ledger
import Probes

extension StackAssembly {
    /// Gathers what a person would look at first.
    func diagnose(_ incident: Incident, _ look: Look) async -> Diagnosis {
        Diagnosis(at: .now, findings: [])
    }
}
