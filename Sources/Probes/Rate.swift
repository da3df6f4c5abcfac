import Decisions
import Terraform

/// One rate: the measurements of everything that it is about.
struct Rate: Sendable {
    /// What CloudWatch returned for a function or an API.
    struct Sample: Sendable {
        struct Series: Sendable {
            var requests: [Double]
            var errors: [Double]
        }

        var subject: MetricSubject
        var outcome: Result<Series, Unknown>
    }

    var signal: Signal
    var samples: [Sample]
    /// Why nothing is believed that AWS returns for the stack's credentials; nil if they are its own.
    var doubt: Unknown?

    /// The worst rate of all. Without any request the error rate of what exists is known to be 0 %.
    ///
    /// The rate is unknown if the rate of one function or API is: it might be the worst. No data is no rate if AWS did not say that
    /// the function or API exists: it may be elsewhere.
    func reading(_ statuses: [Address: InstanceStatus]) -> Reading {
        var (worst, missing): (Reading?, Unknown?) = (nil, nil)
        for sample in samples {
            switch sample.outcome {
            case .failure(let reason): return .unknown(signal, reason)
            case .success(let series):
                let reading = Self.reading(
                    signal, sample.subject, requests: series.requests, errors: series.errors)
                let address = sample.subject.instance.address
                if reading.samples == 0 {
                    switch statuses[address] ?? .notAsked {
                    case .unknown(let reason): return .unknown(signal, reason)
                    case .missing, .notAsked:
                        // It serves nobody, and is counted as missing. The others still have a worst rate.
                        missing = Unknown(.notShown, "\(address) was not found, and there is no data of it")
                        continue
                    case .healthy, .unhealthy: break
                    }
                }
                if (reading.value ?? 0) >= (worst?.value ?? -1) { worst = reading }
            }
        }
        if let worst { return worst }
        if samples.isEmpty, let doubt { return .unknown(signal, doubt) }
        return missing.map { .unknown(signal, $0) } ?? .known(signal, 0, samples: 0)
    }

    static func reading(
        _ signal: Signal, _ subject: MetricSubject, requests: [Double], errors: [Double]
    ) -> Reading {
        let failed = errors.reduce(0, +)
        var asked = requests.reduce(0, +)
        if subject.countsErrorsAlone { asked = max(asked, failed) }
        guard asked > 0 else { return .known(signal, 0, samples: 0) }
        let rate = min(100, failed * 100 / asked)
        return .known(
            signal, rate, samples: Int(exactly: asked.rounded(.down)) ?? .max,
            about: rate > 0 ? .names([subject.name]) : nil, worst: rate > 0 ? subject.instance.address : nil)
    }
}

/// What was measured beside the direct reads, and is judged together with them.
struct Measurements: Sendable {
    var rates: [Rate] = []
    /// Readings that depend on nothing else.
    var readings: [Reading] = []

    func readings(of instances: [InstanceReport]) -> [Reading] {
        let statuses = Dictionary(instances.map { ($0.address, $0.status) }) { first, _ in first }
        return rates.map { $0.reading(statuses) } + readings
    }
}
