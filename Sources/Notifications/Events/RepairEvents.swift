import Decisions

/// Events about the steps and the outcome of a repair.
extension EventDefinition {
    static func repairStarted(
        _ kind: RepairKind, _ rule: String?, _ incident: String?, _ addresses: [Address], _ apply: Bool
    ) -> EventDefinition {
        EventDefinition(
            id: "09de4c37781b48ce98639159056d757a", priority: .notice,
            fields: named(("KIND", kind.rawValue), ("RULE", rule), ("INCIDENT", incident)) + each(addresses),
            message:
                "\(kind.rawValue)\(rule.map { " for rule \($0)" } ?? "") begins\(apply ? "" : ", without applying"): "
                + list(addresses),
            notice: .nothing,
            timeline: .line(
                TimelineLine(
                    .repair, rule: rule, incident: incident,
                    "\(kind.rawValue)\(rule.map { " for \($0)" } ?? ""): \(list(addresses))")))
    }

    static func repairStep(
        _ repair: String, _ kind: RepairKind, _ incident: String?, _ message: String, _ serial: UInt64?,
        _ lineage: String?
    ) -> EventDefinition {
        EventDefinition(
            id: "7a61806f11db4d578667a61234f87bf7", priority: .info,
            fields: fields(repair, kind, incident)
                + named(("SERIAL", serial.map { String($0) }), ("LINEAGE", lineage)),
            message: "\(kind.rawValue): \(message)", notice: .nothing, timeline: .nothing)
    }

    static func repairPlanned(
        _ repair: String, _ kind: RepairKind, _ incident: String?, _ actions: [RepairAction]
    ) -> EventDefinition {
        EventDefinition(
            id: "e5e67385ce374d0b91fa8dece5222c44", priority: .notice,
            fields: fields(repair, kind, incident) + addresses(of: actions),
            message: "\(kind.rawValue): plan inspected and admitted: \(actions.words)",
            notice: .nothing,
            timeline: .line(
                TimelineLine(
                    .planned, incident: incident,
                    "\(kind.rawValue), inspected: \(actions.words)")))
    }

    static func wouldApply(
        _ repair: String, _ kind: RepairKind, _ incident: String?, _ actions: [RepairAction]
    ) -> EventDefinition {
        EventDefinition(
            id: "09802f73f25b448395daf2dbdcf322d6", priority: .notice,
            fields: fields(repair, kind, incident) + addresses(of: actions),
            message: "\(kind.rawValue): would have applied: \(actions.words)",
            notice: .afterRepair(.wouldApply),
            timeline: .line(
                TimelineLine(
                    .wouldApply, incident: incident,
                    "\(kind.rawValue), in mode act: \(actions.words)")))
    }

    static func repaired(
        _ repair: String, _ kind: RepairKind, _ incident: String?, _ message: String, _ serial: UInt64?,
        _ lineage: String?
    ) -> EventDefinition {
        EventDefinition(
            id: "3277d3da268e45b8be2a902916bc730b", priority: .notice,
            fields: fields(repair, kind, incident)
                + named(("SERIAL", serial.map { String($0) }), ("LINEAGE", lineage)),
            message: "\(kind.rawValue) done: \(message)", notice: .afterRepair(.repaired),
            timeline: .line(
                TimelineLine(.repaired, incident: incident, "\(kind.rawValue) \(message)")))
    }

    /// Critical, because data is lost.
    static func tableEmpty(_ repair: String, _ incident: String?, _ address: Address) -> EventDefinition {
        EventDefinition(
            id: "9de106f625f44e62ae60fcaccb1d8f67", priority: .critical,
            fields: named(("REPAIR", repair), ("INCIDENT", incident)) + each([address]),
            message: "\(address) had no backup and was recreated EMPTY: what was in it is gone",
            notice: .afterRepair(.tableEmpty), timeline: .nothing)
    }

    static func repairRefused(
        _ repair: String, _ kind: RepairKind, _ incident: String?, _ why: String
    ) -> EventDefinition {
        EventDefinition(
            id: "2de5df06f6a24459afc04d4dc2ef4995", priority: .warning,
            fields: fields(repair, kind, incident),
            message: "\(kind.rawValue) refused, nothing was changed: \(why)",
            notice: .afterRepair(.repairRefused),
            timeline: .line(
                TimelineLine(
                    .refused, incident: incident, "\(kind.rawValue), nothing was changed: \(why)")))
    }

    static func repairFailed(
        _ repair: String, _ kind: RepairKind, _ incident: String?, _ message: String
    ) -> EventDefinition {
        EventDefinition(
            id: "9d2d5cc6fe9348119c48c93fe1ceb830", priority: .error, fields: fields(repair, kind, incident),
            message: "\(kind.rawValue) failed: \(message)", notice: .afterRepair(.repairFailed),
            timeline: .line(
                TimelineLine(.failed, incident: incident, "\(kind.rawValue): \(message)")))
    }

    static func repairOutcomeUnknown(
        _ repair: String?, _ kind: RepairKind, _ incident: String?, _ why: String
    ) -> EventDefinition {
        EventDefinition(
            id: "47bb7dd48be64f748d0a9cb0b9644ad6", priority: .error, fields: fields(repair, kind, incident),
            message:
                "\(kind.rawValue) ended without reporting an outcome (\(why)): what it did is not known, the next cycle shows what is there",
            notice: .afterRepair(.outcomeUnknown),
            timeline: .line(
                TimelineLine(
                    .failed, incident: incident,
                    "\(kind.rawValue) ended without reporting an outcome (\(why)): the next cycle shows what is there"
                )))
    }

    static func muteStands(
        _ address: Address, _ incident: String?, _ since: String, _ until: Timestamp
    ) -> EventDefinition {
        EventDefinition(
            id: "0816dc622a51473c80adae67622f7508", priority: .notice,
            fields: named(("INCIDENT", incident)) + each([address]),
            message: "\(address) is muted since \(since), planned until \(until)", notice: .nothing,
            timeline: .nothing)
    }

    private static func fields(_ repair: String?, _ kind: RepairKind, _ incident: String?) -> EventFields {
        named(("REPAIR", repair), ("KIND", kind.rawValue), ("INCIDENT", incident))
    }

    private static func addresses(of actions: [RepairAction]) -> EventFields {
        each("ADDRESS", actions.compactMap(\.subject))
    }
}
