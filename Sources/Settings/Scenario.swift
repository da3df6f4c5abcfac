public import Decisions

/// Invented trouble of one stack, which `terrier rehearse --scenario` runs the stack's own rules through.
public struct Scenario: Sendable, Equatable {
    /// Where it was read from, for what is said of it later.
    public var file: String
    /// Which stack of the configuration it is about; nil where that has only one.
    public var stack: String?
    /// The wall clock at its beginning: maintenance windows are measured against it. Nil where it does not matter.
    public var begins: Timestamp?
    public var lasts: Duration
    /// In the order of their times.
    public var events: [ScheduledEvent]

    /// The AWS services that Terrier asks; each can fail by itself.
    public enum Service: String, Sendable, CaseIterable {
        case dynamodb, iam, lambda, apigateway, cloudwatch, logs
    }

    /// What can be wrong with the world as a whole for a while.
    public enum Trouble: String, Sendable, CaseIterable {
        /// Neither AWS nor the backend answers.
        case outage
        /// Every answer takes a minute or so.
        case slow
        case wrongAccount = "wrong_account"
        case expiredCredentials = "expired_credentials"
        /// The backend answers that there is no state.
        case loseState = "lose_state"
        case planFails = "plan_fails"
        case applyFails = "apply_fails"
    }

    /// What happens at an instant.
    public enum EventKind: Sendable, Equatable {
        /// Things are gone in AWS, and the state still names them.
        case lose([Pattern])
        /// Somebody brings things back, or makes them well, by hand.
        case restore([Pattern])
        case unwell([Pattern])
        /// Percent of the functions' invocations that fail from now on.
        case errorRate(Double)
        /// An alarm changes its state twice a minute.
        case flap(Address, Duration)
        case throttle(Service, Duration)
        case trouble(Trouble, Duration)
        /// A person holds the state lock.
        case lock(Duration)
        case changeByHand(Address)
        /// A backup of the thing is there from now on.
        case backup(Address)
        /// A person pauses repairs.
        case pause(Duration)
        /// A person takes over every incident that is open.
        case acknowledge
        /// A person resets the breakers.
        case reset
        /// The machine's wall clock steps.
        case clock(Duration)
        /// The watcher is restarted, or killed and started again.
        case restart
        case kill
    }

    /// One event of a scenario.
    public struct ScheduledEvent: Sendable, Equatable {
        /// After the scenario's beginning.
        public var at: Duration
        public var what: EventKind
        /// Of what happens in the file. Where a thing stands is no part of what it says.
        public var position: SourcePosition

        public static func == (left: Self, right: Self) -> Bool {
            left.at == right.at && left.what == right.what
        }
    }

    /// A fault that shows only once the stack is known.
    public func fault(_ scheduledEvent: ScheduledEvent, _ message: String) -> SettingsFault {
        SettingsFault(
            file: file, line: scheduledEvent.position.line, column: scheduledEvent.position.column,
            message: message)
    }
}
