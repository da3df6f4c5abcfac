public import Decisions
import Terraform

extension StackProbe {
    /// One signal, read now: for `api.cors` only the endpoints are called; for others the whole stack is probed, without a plan.
    ///
    /// - Parameter before: the newest state that was believed before.
    public func measure(_ signal: Signal, after before: BelievedState?, now: Timestamp) async -> Reading {
        let readings: Readings
        if signal == .apiCORS {
            readings = Readings(await EndpointProbe(http: http).readings(subject.endpoints))
        } else {
            readings = await observe(ProbeOptions(before: before, now: now)).stack.observation.readings
        }
        return readings.of(signal) ?? .unknown(signal, Unknown(.notAsked, "it was not measured"))
    }
}
