/// What becomes of the notices on their way to the sinks. None makes a notice: it would have to take the same way.
extension EventDefinition {
    static func sinkFailing(_ sink: String, _ why: String) -> EventDefinition {
        EventDefinition(
            id: "8722472e5f393791e22c290764ad4685", priority: .warning, fields: named(("SINK", sink)),
            message: "\(sink) takes nothing: \(why); what it is to be told waits, and this is said once",
            notice: .nothing, timeline: .nothing)
    }

    static func sinkWorking(_ sink: String) -> EventDefinition {
        EventDefinition(
            id: "1dde24b12f4c2abaf71eb9d65c6cb5c5", priority: .notice, fields: named(("SINK", sink)),
            message: "\(sink) works again; nothing waits for it any more", notice: .nothing,
            timeline: .nothing)
    }

    static func noticesGivenUp(_ sink: String, _ number: Int) -> EventDefinition {
        EventDefinition(
            id: "09314d4ada862e878149b4aac27737a7", priority: .error, fields: named(("SINK", sink)),
            message: "\(count(number, "notice")) for \(sink) given up after three days: nobody was told",
            notice: .nothing, timeline: .nothing)
    }

    static func noticesDropped(_ sink: String, _ number: Int) -> EventDefinition {
        EventDefinition(
            id: "d8efedddfc26b7b4d2f99fe4820fbe4a", priority: .error, fields: named(("SINK", sink)),
            message: "\(count(number, "notice")) for \(sink) dropped: more waited than are kept",
            notice: .nothing, timeline: .nothing)
    }
}
