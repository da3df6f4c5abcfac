import Decisions
import Notifications
import Testing

@testable import Watchdog

@Suite struct CycleReporterTests {
    private static let table = Address(type: "aws_dynamodb_table", name: "t")
    private static let breaker = Breaker(
        kind: .emergencyDeploy, failures: 2, repair: "r", since: Timestamp(seconds: 0))

    private static func observation(
        at seconds: Int = 0, _ status: InstanceStatus?, readings: Readings = [], hasState: Bool = true,
        isWritten: Bool = true
    ) -> Observation {
        let identity = SnapshotIdentity(lineage: "l", serial: 8, resources: 1, bytes: 1, sha256: "x")
        return Observation(
            at: Timestamp(seconds: Int64(seconds)), snapshot: hasState ? identity : nil, readings: readings,
            instances: status.map { [InstanceReport(table, $0)] } ?? [], remembered: isWritten ? [] : [table],
            removed: [],
            alarms: [], lock: .free, account: .shown(account: "1"), plan: .unknown(Unknown(.notAsked, "")))
    }

    /// The events of these observations, one after another, without those about the state and the verdict.
    private static func said(_ probeResults: [Observation], watched: [Signal] = []) -> [[Event]] {
        var cycleReporter = CycleReporter()
        return probeResults.map { probeResult in
            let unknown = probeResult.readings.filter { $0.reason != nil && watched.contains($0.signal) }
            return cycleReporter.events(
                for: probeResult, stateFault: nil,
                checkResult: CheckResult(verdict: .healthy, tripped: [], unknown: Array(unknown)),
                isRepairing: false
            ).filter { event in
                switch event {
                case .stateBelieved, .verdict: return false
                default: return true
                }
            }
        }
    }

    @Test func returnOfAResourceIsLoggedOnceAndOnlyAfterItsLoss() {
        let said = Self.said(
            [.healthy, .missing, .missing, .unknown(Unknown(.throttled, "")), .healthy, .healthy].map {
                Self.observation($0)
            })
        #expect(said == [[], [.resourceMissing(Self.table)], [], [], [.resourceBack(Self.table)], []])
    }

    @Test func resourceThatReturnsUnhealthyIsLoggedAsBackAndUnhealthy() {
        let said = Self.said(
            [
                .missing, .unhealthy("CREATING"), .unknown(Unknown(.timedOut, "")), .unhealthy("CREATING"),
                .healthy,
            ]
            .map { Self.observation($0) })
        #expect(
            said == [
                [.resourceMissing(Self.table)],
                [.resourceBack(Self.table), .resourceUnhealthy(Self.table, "CREATING")], [], [],
                [.resourceWell(Self.table)],
            ])
    }

    @Test func resourceThatLeftTheStateIsNotLoggedAsBack() {
        let gone = Self.said([Self.observation(.missing), Self.observation(nil), Self.observation(.healthy)])
        #expect(gone == [[.resourceMissing(Self.table)], [], []])
        // A cycle without a believed state shows nothing about its content.
        let blind = Self.said([
            Self.observation(.missing), Self.observation(nil, hasState: false), Self.observation(.missing),
            Self.observation(.healthy),
        ])
        #expect(blind == [[.resourceMissing(Self.table)], [], [], [.resourceBack(Self.table)]])
    }

    @Test func untrackedResourceIsLoggedOnce() {
        let untracked = Event.resourceUntracked(Self.table)
        let said = Self.said(
            [
                .missing, .healthy, .healthy, .healthy, .unknown(Unknown(.throttled, "")), .healthy, .missing,
                .healthy, .healthy,
            ].map { Self.observation($0, isWritten: false) } + [
                // A cycle without a believed state shows nothing about its content.
                Self.observation(nil, hasState: false), Self.observation(.healthy, isWritten: false),
                // Somebody imported it; then it is dropped again.
                Self.observation(.healthy), Self.observation(.unhealthy("CREATING"), isWritten: false),
                Self.observation(.unhealthy("CREATING"), isWritten: false),
            ])
        let (lost, back) = (Event.resourceMissing(Self.table), Event.resourceBack(Self.table))
        #expect(
            said == [
                [lost], [back], [untracked], [], [], [], [lost], [back], [untracked], [], [], [],
                [.resourceUnhealthy(Self.table, "CREATING")], [untracked],
            ])
    }

    @Test func unsavedStateIsLoggedOncePerChangeAndOnceADay() {
        var cycleReporter = CycleReporter()
        func events(_ serial: UInt64?) -> [Event] {
            var observation = Self.observation(.healthy)
            observation.unsavedState = serial.map { UnsavedState(file: "/f", serial: $0, backendSerial: 1) }
            return cycleReporter.events(
                for: observation, stateFault: nil,
                checkResult: CheckResult(verdict: .warning, tripped: [], unknown: []), isRepairing: false
            ).filter { event in
                if case .stateUnsaved = event { return true }
                return false
            }
        }
        #expect([nil, 2, 2, 3, nil, 3].map { events($0).count } == [0, 1, 0, 1, 0, 1])
        cycleReporter.beginDay()
        #expect(events(3).count == 1 && events(3).isEmpty)
    }

    private static func untracked(_ cycleReporter: inout CycleReporter, isRepairing: Bool = false) -> Bool {
        cycleReporter.events(
            for: observation(.healthy, isWritten: false), stateFault: nil,
            checkResult: CheckResult(verdict: .healthy, tripped: [], unknown: []), isRepairing: isRepairing
        ).contains(.resourceUntracked(table))
    }

    @Test func resourceCreatedByARunningRepairIsNotLoggedAsUntracked() {
        var cycleReporter = CycleReporter()
        let during = [false, true, true, true].map { Self.untracked(&cycleReporter, isRepairing: $0) }
        #expect(during == [false, false, false, false])
        // The repair may have ended during the cycle, so it is logged only after the next one.
        #expect(
            !Self.untracked(&cycleReporter) && Self.untracked(&cycleReporter)
                && !Self.untracked(&cycleReporter))
    }

    @Test func untrackedIsNotLoggedAgainAfterAnUnreadableBook() {
        var cycleReporter = CycleReporter()
        #expect(!Self.untracked(&cycleReporter) && Self.untracked(&cycleReporter))
        // Without the book, nothing is remembered.
        _ = cycleReporter.events(
            for: Self.observation(nil), stateFault: nil,
            checkResult: CheckResult(verdict: .healthy, tripped: [], unknown: []), isRepairing: nil)
        #expect(!Self.untracked(&cycleReporter) && !Self.untracked(&cycleReporter))
    }

    @Test func untrackedIsLoggedAgainOnceADay() {
        var cycleReporter = CycleReporter()
        #expect(
            !Self.untracked(&cycleReporter) && Self.untracked(&cycleReporter)
                && !Self.untracked(&cycleReporter))
        cycleReporter.beginDay()
        #expect(Self.untracked(&cycleReporter) && !Self.untracked(&cycleReporter))
    }

    @Test func onlyWatchedSignalsUnknownForLongAreLoggedAsStillUnknown() {
        let reason = Unknown(.throttled, "")
        func observe(_ minute: Int, _ readings: Reading...) -> Observation {
            Self.observation(at: minute * 60, nil, readings: Readings(readings))
        }
        let (watched, other) = (Signal.awsUnhealthy, Signal.lockAge)
        let said = Self.said(
            [
                observe(0, .unknown(watched, reason), .unknown(other, reason)),
                observe(14, .unknown(watched, Unknown(.timedOut, "")), .unknown(other, reason)),
                observe(15, .unknown(watched, reason), .unknown(other, reason)),
                observe(16, .unknown(watched, reason), .unknown(other, reason)),
                observe(17, .known(watched, 0), .unknown(other, reason)),
            ], watched: [watched])
        #expect(said[0] == [.signalUnknown([watched, other], reason)])
        #expect(said[1] == [.signalUnknown([watched], Unknown(.timedOut, ""))])
        #expect(said[2] == [.signalUnknown([watched], reason), .stillUnknown([watched], .seconds(900))])
        #expect(said[3] == [] && said[4] == [.signalKnown(.known(watched, 0))])
    }

    @Test func firstCycleLogsPausesAndBreakersThatApply() {
        var fresh = CycleReporter()
        #expect(fresh.events(pause: nil, breakers: []) == [])
        var cycleReporter = CycleReporter()
        #expect(
            cycleReporter.events(pause: "kim: deploying", breakers: [Self.breaker])
                == [.paused(why: "kim: deploying"), .breakerOpen(Self.breaker)])
        #expect(cycleReporter.events(pause: "kim: deploying", breakers: [Self.breaker]) == [])
        #expect(
            cycleReporter.events(pause: "lee: too", breakers: [Self.breaker]) == [.paused(why: "lee: too")])
        #expect(
            cycleReporter.events(pause: nil, breakers: []) == [.resumed, .breakerClosed(.emergencyDeploy)])
        #expect(cycleReporter.events(pause: nil, breakers: []) == [])
    }

    @Test func unreadableBookClosesNoBreaker() {
        var cycleReporter = CycleReporter()
        _ = cycleReporter.events(pause: nil, breakers: [Self.breaker])
        #expect(cycleReporter.events(pause: nil, breakers: nil) == [])
        #expect(cycleReporter.events(pause: nil, breakers: [Self.breaker]) == [])
        #expect(cycleReporter.events(pause: nil, breakers: []) == [.breakerClosed(.emergencyDeploy)])
    }

    @Test func pausesAndBreakersAreLoggedAgainOnceADay() {
        var cycleReporter = CycleReporter()
        _ = cycleReporter.events(pause: "kim", breakers: [Self.breaker])
        cycleReporter.beginDay()
        #expect(
            cycleReporter.events(pause: "kim", breakers: [Self.breaker])
                == [.paused(why: "kim"), .breakerOpen(Self.breaker)])
        #expect(cycleReporter.events(pause: "kim", breakers: [Self.breaker]) == [])
    }

    @Test func ledgerFaultIsLoggedOnceUntilItIsOver() {
        var troubles = LoopHealth()
        #expect(troubles.fault("full") == .ledgerFault("full"))
        troubles.endCycle()
        #expect(troubles.fault("full") == nil)
        troubles.endCycle()
        troubles.endCycle()
        #expect(troubles.fault("full") == .ledgerFault("full"))
        troubles.endCycle()
        troubles.beginDay()
        #expect(troubles.fault("full") == .ledgerFault("full"))
    }

    @Test func lateCycleIsLoggedOnceUntilTenAreInTime() {
        var troubles = LoopHealth()
        func cycle(_ seconds: Int) -> Event? {
            troubles.cycle(took: .seconds(seconds), interval: .seconds(60))
        }
        #expect(cycle(60) == nil)
        #expect(cycle(90) == .cycleOverran(.seconds(90), interval: .seconds(60)))
        #expect(cycle(90) == nil && cycle(10) == nil && cycle(90) == nil)
        for _ in 0..<LoopHealth.calm { #expect(cycle(10) == nil) }
        #expect(cycle(70) == .cycleOverran(.seconds(70), interval: .seconds(60)))
    }
}
