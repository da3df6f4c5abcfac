/// The definition of a signal, in one place. Settings, documents and rehearsals use it.
public struct SignalDefinition: Sendable, Equatable {
    /// What a signal is about.
    public enum Subject: Sendable {
        /// The stack. Rules on it may repair.
        case stack
        /// The watching itself. Rules on it notify and never repair.
        case watching
    }

    public var signal: Signal
    public var unit: SignalUnit
    /// What a reading means, as in the table of docs/signals.md.
    public var meaning: String
    public var subject: Subject
    /// Whether it is based on a number of requests.
    public var isRate: Bool
    /// What its readings name.
    public var names: Reading.About.Form

    init(
        _ signal: Signal, _ unit: SignalUnit, _ meaning: String, about subject: Subject = .stack,
        isRate: Bool = false, names: Reading.About.Form = .words
    ) {
        self.signal = signal
        self.unit = unit
        self.meaning = meaning
        self.subject = subject
        self.isRate = isRate
        self.names = names
    }

    /// Whether a rule on it may request a repair.
    public var mayRepair: Bool { subject == .stack }
}

extension Signal {
    public static let stateReadable = Signal("state.readable")
    public static let stateAge = Signal("state.age")
    public static let resourcesCount = Signal("resources.count")
    public static let resourcesMissing = Signal("resources.missing")
    public static let resourcesUnseen = Signal("resources.unseen")
    public static let resourcesRemoved = Signal("resources.removed")
    public static let resourcesDrop = Signal("resources.drop")
    public static let planError = Signal("plan.error")
    public static let planCreates = Signal("plan.creates")
    public static let planUpdates = Signal("plan.updates")
    public static let planDeletes = Signal("plan.deletes")
    public static let planReplaces = Signal("plan.replaces")
    public static let planDrift = Signal("plan.drift")
    public static let planChecksFailed = Signal("plan.checks_failed")
    public static let planIgnored = Signal("plan.ignored")
    public static let lockAge = Signal("lock.age")
    public static let awsCredentials = Signal("aws.credentials")
    public static let awsUnhealthy = Signal("aws.unhealthy")
    public static let lambdaErrorRate = Signal("lambda.error_rate")
    public static let api4xxRate = Signal("api.4xx_rate")
    public static let api5xxRate = Signal("api.5xx_rate")
    public static let apiReachable = Signal("api.reachable")
    public static let apiCORS = Signal("api.cors")
    public static let costEstimated = Signal("cost.estimated")
    public static let alarmsFiring = Signal("alarms.firing")
    public static let alarmsFlapping = Signal("alarms.flapping")

    /// The definition of this signal; nil if there is no signal of this name.
    public var definition: SignalDefinition? {
        if let (tier, count) = tierAndCount { return Self.definition(of: count, ofTier: tier) }
        return Self.definitions[self]
    }

    /// The signals of a tier, in the order in which they are listed.
    public static func definitions(ofTier tier: String) -> [SignalDefinition] {
        TierCount.allCases.map { definition(of: $0, ofTier: tier) }
    }

    private static func definition(of count: TierCount, ofTier tier: String) -> SignalDefinition {
        switch count {
        case .missing:
            return SignalDefinition(
                .missing(ofTier: tier), .count, "instances of the tier that do not exist in AWS",
                names: .addresses)
        case .unhealthy:
            return SignalDefinition(
                .unhealthy(ofTier: tier), .count, "instances of the tier that exist in AWS with a bad status",
                names: .addresses)
        case .unseen:
            return SignalDefinition(
                .unseen(ofTier: tier), .count,
                "instances of the tier that AWS was not asked for and no plan has read", about: .watching,
                names: .addresses)
        }
    }

    /// Only looked up, never iterated.
    private static let definitions = Dictionary(
        catalogue.map { ($0.signal, $0) }, uniquingKeysWith: { first, _ in first })

    /// Every signal except the tiers' own, in the order in which they are listed.
    public static let catalogue: [SignalDefinition] = [
        .init(.stateReadable, .bool, "the state could be read, parsed and believed", about: .watching),
        .init(.stateAge, .duration, "time since the last believed snapshot", about: .watching),
        .init(
            .resourcesCount, .count,
            "managed resource instances; data sources and deposed objects are left out"),
        .init(
            .resourcesMissing, .count, "instances of the newest believed state that do not exist in AWS",
            names: .addresses),
        .init(
            .resourcesUnseen, .count,
            "instances that AWS was not asked for and no plan has read within twice `plan_every`",
            about: .watching, names: .addresses),
        .init(
            .resourcesRemoved, .count,
            "addresses of the previous believed state that are not in the newest one", names: .addresses),
        .init(.resourcesDrop, .percent, "decrease from the highest count in the last 24 hours"),
        .init(
            .planError, .bool, "`terraform plan` failed for a reason other than a lock or credentials",
            about: .watching),
        .init(.planCreates, .count, "planned actions", names: .addresses),
        .init(.planUpdates, .count, "planned actions", names: .addresses),
        .init(.planDeletes, .count, "planned actions", names: .addresses),
        .init(.planReplaces, .count, "planned actions", names: .addresses),
        .init(.planDrift, .count, "instances changed outside Terraform", names: .addresses),
        .init(.planChecksFailed, .count, "`check` blocks of the code that fail", names: .names),
        .init(
            .planIgnored, .count, "instances changed outside Terraform that `ignore:` leaves out",
            names: .addresses),
        .init(.lockAge, .duration, "age of the state lock that is held now; 0 if nobody holds it"),
        .init(.awsCredentials, .bool, "STS responds, and for the expected account", about: .watching),
        .init(.awsUnhealthy, .count, "instances that exist in AWS with a bad status", names: .addresses),
        .init(
            .lambdaErrorRate, .percent, "failed invocations over five minutes, for the worst function",
            isRate: true, names: .names),
        .init(
            .api4xxRate, .percent, "requests with such a status over five minutes, for the worst API",
            isRate: true, names: .names),
        .init(
            .api5xxRate, .percent, "requests with such a status over five minutes, for the worst API",
            isRate: true, names: .names),
        .init(
            .apiReachable, .bool,
            "the endpoints respond with a status below 500 (GET, HEAD or OPTIONS, never POST)",
            names: .names),
        .init(.apiCORS, .bool, "a preflight request allows the origin", names: .names),
        .init(.costEstimated, .usd, "`AWS/Billing EstimatedCharges`, month to date"),
        .init(.alarmsFiring, .count, "CloudWatch alarms of the stack in the state ALARM", names: .names),
        .init(
            .alarmsFlapping, .count, "alarms of the stack that change their state too often", names: .names),
    ]
}
