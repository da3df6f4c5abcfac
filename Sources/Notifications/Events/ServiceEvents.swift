import Decisions

/// Events about the service itself.
extension EventDefinition {
    static func started(_ version: String, _ stacks: Int) -> EventDefinition {
        EventDefinition(
            id: "44aaaf06c6e1425da1b61f79131d8ea0", priority: .info, fields: [],
            message: "terrier \(version) watches \(count(stacks, "stack"))", notice: .nothing,
            timeline: .nothing)
    }

    static func stopping(_ repairs: Int) -> EventDefinition {
        EventDefinition(
            id: "2f68c14f5e4841a0a2125d33f7636d4c", priority: .info, fields: [],
            message: repairs == 0
                ? "stopping" : "stopping once \(count(repairs, "repair")) under way has ended",
            notice: .nothing, timeline: .nothing)
    }

    static func reloaded(_ stacks: Int) -> EventDefinition {
        EventDefinition(
            id: "7d3301aada6247b299b9e9f12f746cd2", priority: .info, fields: [],
            message: "configuration read again: \(count(stacks, "stack"))", notice: .nothing,
            timeline: .nothing)
    }

    static func reloadRefused(_ faults: [String]) -> EventDefinition {
        EventDefinition(
            id: "a9a4ccc7ad544e25909023cd62b97f57", priority: .error, fields: [],
            message: "configuration has faults, the running one stays: \(faults.joined(separator: " | "))",
            notice: .nothing, timeline: .nothing)
    }

    static func startRefused(_ faults: [String]) -> EventDefinition {
        EventDefinition(
            id: "61d40ec00b5ce5a792dde67240d947f6", priority: .error, fields: [],
            message:
                "configuration has faults, the service does not start: \(faults.joined(separator: " | "))",
            notice: .nothing, timeline: .nothing)
    }

    static func credentialMissing(_ name: String, _ why: String) -> EventDefinition {
        EventDefinition(
            id: "f5694e608a583da9b3b2f91d4db1d245", priority: .error, fields: named(("CREDENTIAL", name)),
            message: "the service does not start: \(MissingCredential(name: name, why: why))",
            notice: .nothing, timeline: .nothing)
    }

    static func cycleHangs(_ since: Duration) -> EventDefinition {
        EventDefinition(
            id: "da639c328cacfa3592febf295fca123b", priority: .error, fields: [],
            message:
                "the cycle has made no progress for \(since.words): no watchdog notification is sent, the service manager will restart the service",
            notice: .nothing, timeline: .nothing)
    }

    static func cycleOverran(_ duration: Duration, _ interval: Duration) -> EventDefinition {
        EventDefinition(
            id: "7ac79f3aebdc4dba893cd0f02571d6a6", priority: .warning, fields: [],
            message: "a cycle took \(duration.words), the interval is \(interval.words)", notice: .nothing,
            timeline: .nothing)
    }

    static func ledgerFault(_ why: String) -> EventDefinition {
        EventDefinition(
            id: "2736de85266849fba27352bb6b34b1b8", priority: .error, fields: [], message: why,
            notice: .nothing, timeline: .nothing)
    }

    static func paused(_ why: String) -> EventDefinition {
        EventDefinition(
            id: "fd098f4cbf12ddae1222f756bb4adaac", priority: .notice, fields: [],
            message: "repairs are paused (\(why)): watching continues, no repair starts", notice: .nothing,
            timeline: .nothing)
    }

    static func resumed() -> EventDefinition {
        EventDefinition(
            id: "cedf7541656070f5d5b7d4c672c47f2b", priority: .notice, fields: [],
            message: "repairs are no longer paused", notice: .nothing, timeline: .nothing)
    }
}
