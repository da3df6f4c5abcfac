import Decisions

/// A reading as the columns of a row.
struct ReadingRow {
    var signal: String
    var value: Double?
    var unit: String?
    var unknown: String?
    var about: String?
    var samples: Int?
    var wasNotAsked: Bool

    init(_ reading: Reading) {
        signal = reading.signal.name
        unit = reading.signal.unit?.rawValue
        about = reading.about?.text
        samples = reading.samples
        wasNotAsked = reading.reason?.cause == .notAsked
        (value, unknown) = Self.columns(reading.outcome)
        if reading.signal.unit == .duration, let seconds = value {
            // Ages and durations change in every cycle, so they are stored in whole minutes.
            value = (seconds / 60).rounded(.down) * 60
        }
    }

    /// Whether a stored row says the same. One that is damaged does not, so that this reading is stored after it.
    func isStored(in row: StoredRow) -> Bool {
        guard let isSame = try? row["value"] == value && row["unknown"] == unknown else { return false }
        return isSame
    }

    // Not inlined: Swift 6.3.1's optimizer fails on the two payloads if this code is in the initializer.
    @inline(never)
    private static func columns(_ outcome: Reading.Outcome) -> (value: Double?, unknown: String?) {
        switch outcome {
        case .known(let value): return (value, nil)
        case .unknown(let reason): return (nil, reason.description)
        }
    }
}
