import Decisions

/// The document that `terrier check --json` prints. `snapshot` may be null. `missing` is always a list: the addresses that do
/// not exist according to AWS. `untracked` lists the addresses that exist in AWS and are not in the state. `tainted` lists the instances whose
/// creation did not complete, `orphans` what AWS has and the state lacks although an earlier state had it, `deposed` the deposed objects of the state. `asked`, `refreshed` and
/// `unseen` list all addresses by how they were seen. `breakers` lists
/// the open breakers, and is null if the repair book cannot be read.
struct CheckReport: Encodable {
    struct Tripped: Encodable {
        var rule: String
        var severity: String
        var respond: String
    }

    struct Stack: Encodable {
        var name: String
        var verdict: String
        var mode: String
        var snapshot: SnapshotIdentity?
        var readings: [ReadingReport]
        var missing: [String]
        var untracked: [String]
        var orphans: [OrphanReport]
        var tainted: [String]
        var deposed: [ObjectReport.Deposed]
        /// AWS was asked for these and returned a status.
        var asked: [String]
        /// The refresh of the newest plan read these, when that was.
        var refreshed: [String]
        var refreshed_at: String?
        /// Neither.
        var unseen: [String]
        /// What an apply could not save, or null.
        var unsaved_state: UnsavedStateReport?
        var tripped: [Tripped]
        var breakers: [BreakerReport]?

        enum CodingKeys: CodingKey {
            case name, verdict, mode, snapshot, readings, missing, untracked, asked, refreshed, refreshed_at,
                unseen
            case unsaved_state, tripped, breakers, tainted, deposed, orphans
        }

        // Written by hand so that an absent value is encoded as null and its key is kept.
        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(name, forKey: .name)
            try container.encode(verdict, forKey: .verdict)
            try container.encode(mode, forKey: .mode)
            try container.encode(snapshot, forKey: .snapshot)
            try container.encode(readings, forKey: .readings)
            try container.encode(missing, forKey: .missing)
            try container.encode(untracked, forKey: .untracked)
            try container.encode(asked, forKey: .asked)
            try container.encode(refreshed, forKey: .refreshed)
            try container.encode(refreshed_at, forKey: .refreshed_at)
            try container.encode(unseen, forKey: .unseen)
            try container.encode(unsaved_state, forKey: .unsaved_state)
            try container.encode(tripped, forKey: .tripped)
            try container.encode(breakers, forKey: .breakers)
            try container.encode(tainted, forKey: .tainted)
            try container.encode(deposed, forKey: .deposed)
            try container.encode(orphans, forKey: .orphans)
        }
    }

    var stacks: [Stack]
}

extension CheckReport.Stack {
    init(policy: Policy, observation: Observation, checkResult: CheckResult, orphans: [OrphanReport] = []) {
        self.orphans = orphans
        name = policy.stack
        verdict = checkResult.verdict.rawValue
        mode = policy.mode.rawValue
        snapshot = observation.snapshot
        readings = observation.readings.map(ReadingReport.init)
        missing = observation.missing.map(\.description)
        untracked = observation.untracked.map(\.description)
        let objects = ObjectReport(observation)
        (tainted, deposed) = (objects.tainted, objects.deposed)
        let sights = Sights(observation)
        asked = observation.instances.filter { $0.sight == .asked }.map(\.address.description)
        refreshed = sights.refreshed.map(\.description)
        refreshed_at = sights.planAt?.description
        unseen = sights.unseen.map(\.description)
        unsaved_state = observation.unsavedState.map(UnsavedStateReport.init)
        tripped = checkResult.tripped.map {
            .init(rule: $0.name, severity: $0.severity.rawValue, respond: $0.response)
        }
        breakers = checkResult.breakers.map { $0.map(BreakerReport.init) }
    }
}

/// One reading as JSON: a value with its unit, or `unknown` with the reason.
struct ReadingReport: Encodable {
    var reading: Reading

    init(_ reading: Reading) {
        self.reading = reading
    }

    enum CodingKeys: CodingKey {
        case signal, value, unit, samples, about, unknown
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(reading.signal.name, forKey: .signal)
        switch reading.outcome {
        case .unknown(let reason):
            try container.encode(reason.description, forKey: .unknown)
        case .known(let value):
            let unit = reading.signal.unit ?? .count
            try encode(value, unit, into: &container)
            try container.encode(unit.rawValue, forKey: .unit)
            try container.encodeIfPresent(reading.samples, forKey: .samples)
        }
        try container.encodeIfPresent(reading.about?.text, forKey: .about)
    }

    private func encode(
        _ value: Double, _ unit: SignalUnit, into container: inout KeyedEncodingContainer<CodingKeys>
    ) throws {
        switch unit {
        case .bool: try container.encode(value != 0, forKey: .value)
        case .count:
            // A number that is no count comes from a ledger that is damaged.
            if let count = Int(exactly: value.rounded(.towardZero)) {
                try container.encode(count, forKey: .value)
            } else {
                try container.encodeNil(forKey: .value)
            }
        case .percent, .duration, .usd:
            // JSON has no word for infinity.
            try container.encode(value.isFinite ? value : nil, forKey: .value)
        }
    }
}
