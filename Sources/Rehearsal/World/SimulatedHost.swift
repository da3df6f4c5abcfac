package import Decisions

/// What can be wrong with the world for a while. Who says when is not here.
package enum Trouble: Int, Sendable, CaseIterable {
    case throttling, outage, partOutage, slow, wrongAccount, expiredCredentials, emptyLists
    case tornState, lostState, olderState, otherLineage, unreachableState
    case fullDisk, planFails, applyFails, applyHangs, applyHalf

    package var words: String { "\(self)" }
}

/// The machine that Terrier runs on, and what lies between it and AWS.
package struct SimulatedHost: Sendable {
    /// When each trouble ends, of true time.
    private var until: [Duration?] = Array(repeating: nil, count: Trouble.allCases.count)
    /// The service that a throttling or a part of an outage is of.
    package var faultyService = SimulatedResource.Service.dynamodb
    /// How far the wall clock is off the true time.
    package var offset = Duration.zero
    /// The wall clock when the rehearsal begins.
    package var beginning = Self.monday
    package var boots = 1
    package var bootedAt = Duration.zero
    /// Why the pause file says that repairs are paused.
    package var pauseFile: String?

    package func has(_ trouble: Trouble, at clock: Duration) -> Bool {
        until[trouble.rawValue].map { clock < $0 } ?? false
    }

    package func isTroubled(at clock: Duration) -> Bool {
        until.contains { $0.map { clock < $0 } ?? false }
    }

    package mutating func begin(_ trouble: Trouble, until end: Duration) {
        until[trouble.rawValue] = max(until[trouble.rawValue] ?? .zero, end)
    }

    package mutating func endTroubles() { until = until.map { _ in nil } }

    /// The machine's clocks at a true time.
    package func moment(at clock: Duration) -> Moment {
        Moment(
            wall: beginning + clock + offset, boot: "boot-\(boots)", uptime: clock - bootedAt)
    }

    /// 2026-03-02, a Monday: the changeovers of spring are four weeks away.
    package static let monday = Timestamp(seconds: 1_772_409_600)
}
