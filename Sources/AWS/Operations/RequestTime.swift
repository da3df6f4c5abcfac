import Foundation

extension Date {
    /// Whole milliseconds since 1970, as requests name a time. A clock may show anything: a time before 1970 or after the year 9999
    /// becomes the nearest of these years.
    var milliseconds: Int64 {
        let seconds = timeIntervalSince1970
        return seconds.isNaN ? 0 : Int64(min(max(seconds, 0), 253_402_300_799) * 1000)
    }
}
