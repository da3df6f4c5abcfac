import Decisions

/// Events about what a cycle found: the state, the signals and the resources of the stack.
extension EventDefinition {
    static func verdict(_ verdict: Verdict, _ resources: Int?, _ seen: String, _ tripped: [String])
        -> EventDefinition
    {
        let rules = tripped.isEmpty ? "" : ", tripped: \(tripped.joined(separator: ", "))"
        return EventDefinition(
            id: "7d8bb6672ae745eda20187ef3a9a9266", priority: verdict == .healthy ? .info : .notice,
            fields: named(("VERDICT", verdict.rawValue), ("VALUE", resources.map(String.init)))
                + each("RULE", tripped),
            message: "\(verdict.rawValue): \(seen)\(rules)", notice: .nothing,
            timeline: .nothing)
    }

    static func stateNotBelieved(_ why: String) -> EventDefinition {
        EventDefinition(
            id: "739991c4c1984aa78edf72a3add95f01", priority: .warning,
            fields: named(("SIGNAL", Signal.stateReadable.name), ("VALUE", "false")),
            message: "state not believed: \(why)", notice: .nothing,
            timeline: .line(TimelineLine(.unknown, "the state: \(why)")))
    }

    static func stateBelieved(_ identity: SnapshotIdentity) -> EventDefinition {
        EventDefinition(
            id: "3b4c789605224091a53b6cd85efb477d", priority: .info,
            fields: named(("SERIAL", String(identity.serial)), ("LINEAGE", identity.lineage)),
            message:
                "snapshot of serial \(identity.serial) stored: \(identity.resources) resources, \(identity.bytes) bytes",
            notice: .nothing, timeline: .nothing)
    }

    static func stateUnsaved(_ why: String) -> EventDefinition {
        EventDefinition(
            id: "0fdaa296aeb442129cd42e8f11abb619", priority: .warning,
            fields: named(("SIGNAL", Signal.stateReadable.name)),
            message: "state not saved: \(why)", notice: .nothing,
            timeline: .line(TimelineLine(.unknown, "a state that is not saved: \(why)")))
    }

    static func signalUnknown(_ signals: [Signal], _ reason: Unknown) -> EventDefinition {
        let names = signals.map(\.name)
        let list = names.joined(separator: ", ")
        return EventDefinition(
            id: "9fd3296569c84b16a9ed44dfb38a7c4b", priority: reason.cause.passes ? .notice : .warning,
            fields: each("SIGNAL", names) + named(("VALUE", "unknown")),
            message: names.count == 1
                ? "\(list) is unknown (\(reason))"
                : "\(names.count) signals are unknown (\(reason)): \(list)",
            notice: .nothing, timeline: .signals(.unknown, signals, why: reason.description))
    }

    static func signalKnown(_ reading: Reading) -> EventDefinition {
        EventDefinition(
            id: "40e040e14eaf467db9f44ec1b270d036", priority: .info,
            fields: named(("SIGNAL", reading.signal.name), ("VALUE", reading.value.map { "\($0)" })),
            message: "known again: \(reading)", notice: .nothing,
            timeline: .signals(.known, [reading.signal], why: ""))
    }

    static func stillUnknown(_ signals: [Signal], _ since: Duration) -> EventDefinition {
        let names = signals.map(\.name)
        return EventDefinition(
            id: "7b3469fd4802fbe4fd9653e96ef17878", priority: .warning, fields: each("SIGNAL", names),
            message:
                "unknown for \(since.words): \(names.joined(separator: ", ")); no rule on them trips or clears",
            notice: .nothing, timeline: .nothing)
    }

    static func resourceMissing(_ address: Address, _ sight: Sight) -> EventDefinition {
        let who = sight == .asked ? "AWS says it is not there" : "the refresh of the plan did not find it"
        return EventDefinition(
            id: "768b00960d184c5ead391e969241413c", priority: .warning, fields: each([address]),
            message: "\(address) is in the state and \(who)", notice: .nothing,
            timeline: .line(
                TimelineLine(.missing, "\(address): the state has it, AWS does not")))
    }

    static func resourceBack(_ address: Address) -> EventDefinition {
        EventDefinition(
            id: "aecf1bb539693da292651469e538191f", priority: .notice, fields: each([address]),
            message: "\(address) is there again", notice: .nothing, timeline: .nothing)
    }

    static func resourceUnhealthy(_ address: Address, _ status: String) -> EventDefinition {
        EventDefinition(
            id: "22be5944da944803929bb8daf59fd56f", priority: .warning, fields: each([address]),
            message: "\(address) is there and not healthy: \(status)", notice: .nothing,
            timeline: .line(TimelineLine(.unwell, "\(address): \(status)")))
    }

    static func resourceWell(_ address: Address) -> EventDefinition {
        EventDefinition(
            id: "c4dcdaee274c8c755dfe94d75c8e4685", priority: .notice, fields: each([address]),
            message: "\(address) is healthy again", notice: .nothing, timeline: .nothing)
    }

    static func resourceUntracked(_ address: Address) -> EventDefinition {
        EventDefinition(
            id: "7b3353a5173e4e9081c05210fbe59ebd", priority: .warning, fields: each([address]),
            message: "\(address) is there, and a failed apply left it out of the state: look, then import it",
            notice: .nothing, timeline: .nothing)
    }

    static func resourceOrphaned(_ address: Address) -> EventDefinition {
        EventDefinition(
            id: "51e8319817c54c9784a028492e8d2ee8", priority: .info, fields: each([address]),
            message:
                "\(address) is no longer in the state, and AWS still has it: 'terrier status' says how to import it",
            notice: .nothing, timeline: .nothing)
    }

    static func resourceRemoved(_ address: Address, _ serial: UInt64?) -> EventDefinition {
        EventDefinition(
            id: "f5d6ef7bb3ff402da4e6881b234cee1e", priority: .warning,
            fields: each([address]) + named(("SERIAL", serial.map { String($0) })),
            message: "\(address) is gone from the state\(serial.map { " as of serial \($0)" } ?? ""): "
                + "destroyed, moved or removed by somebody; it is not rebuilt",
            notice: .nothing,
            timeline: .line(
                TimelineLine(.removed, "\(address) is gone from the state: removed by somebody, not rebuilt"))
        )
    }
}

extension Unknown.Cause {
    /// Whether it commonly passes without a person's action. What lasts is logged as `stillUnknown`.
    fileprivate var passes: Bool {
        switch self {
        case .throttled, .timedOut, .unreachable, .serverError, .locked, .notAsked: return true
        // Why there is no believed state is logged in an entry of its own.
        case .noState: return true
        case .denied, .notParsed, .wrongAccount, .noCredentials, .notShown, .failed: return false
        }
    }
}
