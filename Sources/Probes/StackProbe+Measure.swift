public import Decisions
import Terraform

extension StackProbe {
    /// One signal, read now: for `api.cors` only the endpoints are called; for others the whole stack is probed, with a plan if
    /// nothing else shows the signal.
    ///
    /// - Parameter options: what the probe is compared with; whether it plans is decided here.
    public func measure(_ signal: Signal, _ options: ProbeOptions) async -> Reading {
        if signal == .apiCORS {
            let readings = Readings(await EndpointProbe(http: http).readings(subject.endpoints))
            return readings.of(signal) ?? Self.notMeasured(signal)
        }
        var options = options
        options.plan = signal.isOfPlan
        var observation = await observe(options).stack.observation
        // Only a refresh shows whether there is what AWS cannot be asked for.
        if signal.countsMissing, !options.plan,
            observation.instances.contains(where: { $0.status == .notAsked })
        {
            options.plan = true
            observation = await observe(options).stack.observation
        }
        return observation.reading(signal) ?? Self.notMeasured(signal)
    }

    private static func notMeasured(_ signal: Signal) -> Reading {
        .unknown(signal, Unknown(.notAsked, "it was not measured"))
    }
}
