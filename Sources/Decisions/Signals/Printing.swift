extension Reading: CustomStringConvertible {
    /// One reading for the operator: `lambda.error_rate = 12.5 % (120 requests)`.
    public var description: String {
        switch outcome {
        case .unknown(let reason): return "\(signal) unknown (\(reason))"
        case .known(let value):
            let samples = samples.map { " (\($0) requests)" } ?? ""
            return "\(signal) = \((signal.unit ?? .count).text(value))\(samples)"
        }
    }
}

extension SignalUnit {
    /// A value of this unit as it is printed: `true`, `19`, `10 %`, `5m`, `50.00 USD`.
    public func text(_ value: Double) -> String {
        switch self {
        case .bool: return value == 0 ? "false" : "true"
        case .count: return Self.decimal(value, places: 0)
        case .percent: return "\(Self.decimal(value, places: 1)) %"
        case .duration: return Duration(inSeconds: value).words
        case .usd: return "\(Self.decimal(value, places: 2)) USD"
        }
    }

    /// Rounded to `places` decimal places, without the trailing zeros of a whole number.
    private static func decimal(_ value: Double, places: Int) -> String {
        let scale = [1.0, 10, 100][places]
        let scaled = (value.magnitude * scale).rounded()
        guard scaled < 1e15 else { return "\(value)" }
        let sign = value < 0 && scaled > 0 ? "-" : ""
        let whole = Int64(scaled / scale)
        let rest = Int64(scaled) - whole * Int64(scale)
        guard places > 0, rest > 0 || places == 2 else { return "\(sign)\(whole)" }
        let digits = String(rest)
        return "\(sign)\(whole).\(String(repeating: "0", count: places - digits.count))\(digits)"
    }
}
