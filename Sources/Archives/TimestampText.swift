import Decisions
import Foundation

extension Timestamp {
    /// A time in RFC 3339: `2026-03-01T03:00:00Z`, with or without fractions of a second; nil if the text is none.
    init?(text: String) {
        let plain = Date.ISO8601FormatStyle()
        let fractional = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        guard let date = (try? plain.parse(text)) ?? (try? fractional.parse(text)),
            let seconds = Int64(exactly: date.timeIntervalSince1970.rounded(.down))
        else { return nil }
        self.init(seconds: seconds)
    }
}
