import Foundation

/// Parses timestamps in the forms that AWS uses: with or without fractions of a second, with `Z` or an offset.
enum ISO8601 {
    static func date(_ text: String) -> Date? {
        if let date = try? Date(text, strategy: .iso8601) { return date }
        let fractional = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        return try? Date(text, strategy: fractional)
    }
}
