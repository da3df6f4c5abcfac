public import Decisions

/// A simulated sequence of failures of one stack. `terrier rehearse --scenario` runs the stack's own rules through it.
public struct Scenario: Sendable, Equatable {
    /// The file it was read from, for faults that are found later.
    public var file: String
    /// The stack of the configuration that it is about; nil if the configuration has only one.
    public var stack: String?
    /// The wall clock at the beginning, which maintenance windows are compared with. Nil if it does not matter.
    public var begins: Timestamp?
    public var lasts: Duration
    /// Sorted by time.
    public var events: [ScheduledEvent]

    /// The AWS services that Terrier queries. Each can fail on its own.
    public enum Service: String, Sendable, CaseIterable {
        case dynamodb, iam, lambda, apigateway, cloudwatch, logs
    }

    /// What can be wrong with everything for some time.
    public enum Trouble: String, Sendable, CaseIterable {
        /// Neither AWS nor the state backend responds.
        case outage
        /// Every response takes about a minute.
        case slow
        case wrongAccount = "wrong_account"
        case expiredCredentials = "expired_credentials"
        /// The backend returns that there is no state.
        case loseState = "lose_state"
        case planFails = "plan_fails"
        case applyFails = "apply_fails"
    }

    /// What an event does.
    public enum EventKind: Sendable, Equatable {
        /// Resources are gone from AWS, but are still in the state.
        case lose([Pattern])
        /// A person restores resources, or makes them healthy, by hand.
        case restore([Pattern])
        case unwell([Pattern])
        /// From now on this percentage of the functions' invocations fails.
        case errorRate(Double)
        /// An alarm changes its state twice a minute.
        case flap(Address, Duration)
        case throttle(Service, Duration)
        case trouble(Trouble, Duration)
        /// A person holds the state lock.
        case lock(Duration)
        case changeByHand(Address)
        /// From now on there is a backup of the resource.
        case backup(Address)
        /// A person pauses repairs.
        case pause(Duration)
        /// A person acknowledges every open incident.
        case acknowledge
        /// A person resets the breakers.
        case reset
        /// The machine's wall clock is changed.
        case clock(Duration)
        /// The watcher is restarted, or killed and started again.
        case restart
        case kill
    }

    /// One event of a scenario.
    public struct ScheduledEvent: Sendable, Equatable {
        /// Time since the beginning of the scenario.
        public var at: Duration
        public var what: EventKind
        /// The position in the file of what happens. Not part of equality.
        public var position: SourcePosition

        public static func == (left: Self, right: Self) -> Bool {
            left.at == right.at && left.what == right.what
        }
    }

    /// A fault of an event that is only found once the stack is known.
    public func fault(_ scheduledEvent: ScheduledEvent, _ message: String) -> SettingsFault {
        SettingsFault(
            file: file, line: scheduledEvent.position.line, column: scheduledEvent.position.column,
            message: message)
    }
}
