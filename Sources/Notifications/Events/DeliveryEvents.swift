/// Events about the delivery of notices to sinks. None of them makes a notice, which would have to be delivered the same way.
extension EventDefinition {
    static func sinkFailing(_ sink: String, _ why: String) -> EventDefinition {
        EventDefinition(
            id: "8722472e5f393791e22c290764ad4685", priority: .warning, fields: named(("SINK", sink)),
            message: "delivery to \(sink) fails: \(why); its notices wait, and this is logged once",
            notice: .nothing, timeline: .nothing)
    }

    static func sinkWorking(_ sink: String) -> EventDefinition {
        EventDefinition(
            id: "1dde24b12f4c2abaf71eb9d65c6cb5c5", priority: .notice, fields: named(("SINK", sink)),
            message: "\(sink) works again; no notices wait for it", notice: .nothing,
            timeline: .nothing)
    }

    static func noticesGivenUp(_ sink: String, _ number: Int) -> EventDefinition {
        EventDefinition(
            id: "09314d4ada862e878149b4aac27737a7", priority: .error, fields: named(("SINK", sink)),
            message:
                "\(count(number, "notice")) for \(sink) given up after three days: they were not delivered",
            notice: .nothing, timeline: .nothing)
    }

    static func noticesDropped(_ sink: String, _ number: Int) -> EventDefinition {
        EventDefinition(
            id: "d8efedddfc26b7b4d2f99fe4820fbe4a", priority: .error, fields: named(("SINK", sink)),
            message: "\(count(number, "notice")) for \(sink) dropped: more were waiting than are stored",
            notice: .nothing, timeline: .nothing)
    }
}
