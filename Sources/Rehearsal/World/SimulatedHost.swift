package import Decisions

/// A fault of the simulated world that lasts for some time. A scenario or the soak test decides when.
package enum Trouble: Int, Sendable, CaseIterable {
    case throttling, outage, partOutage, slow, wrongAccount, expiredCredentials, emptyLists
    case tornState, lostState, olderState, otherLineage, unreachableState
    case fullDisk, planFails, applyFails, applyHangs, applyHalf

    package var words: String { "\(self)" }
}

/// The simulated machine that Terrier runs on, and its connection to AWS.
package struct SimulatedHost: Sendable {
    /// When each trouble ends, in true time; by raw value.
    private var until: [Duration?] = Array(repeating: nil, count: Trouble.allCases.count)
    /// The service that `throttling` and `partOutage` affect.
    package var faultyService = SimulatedResource.Service.dynamodb
    /// The difference of the wall clock from the true time.
    package var offset = Duration.zero
    /// The wall clock when the rehearsal begins.
    package var beginning = Self.monday
    package var boots = 1
    package var bootedAt = Duration.zero
    /// The reason in the pause file; nil if there is no pause file.
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

    /// What the clocks of the machine show at a true time.
    package func moment(at clock: Duration) -> Moment {
        Moment(
            wall: beginning + clock + offset, boot: "boot-\(boots)", uptime: clock - bootedAt)
    }

    /// 2026-03-02, a Monday: summer time begins in Europe four weeks later.
    package static let monday = Timestamp(seconds: 1_772_409_600)
}
