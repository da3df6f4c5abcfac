/// All that is said of an event, in one place. Nothing of it has a value by default: what leaves one out does not compile.
/// Each kind has a function of its name in a file of `Events`, which `Event.definition` calls.
struct EventDefinition {
    /// 128 random bits in hexadecimal, fixed for good: scripts and the message catalog find an event by them
    /// (systemd.journal-fields(7), `MESSAGE_ID=`).
    let id: String
    /// From `warning` on it waits for a person: `journalctl -p warning` is what somebody must look at.
    let priority: Priority
    /// The `TERRIER_…` fields that apply, besides the stack.
    let fields: EventFields
    /// One line that a person reads at 3 a.m. Addresses, actions, numbers; never an attribute's value.
    let message: String
    /// What people are told of it, besides the journal's entry.
    let notice: EventNotice
    /// What `terrier rehearse` tells of it.
    let timeline: TimelineNote
}

extension Event {
    /// 128 random bits in hexadecimal, the same for every event of one kind and in every version: `MESSAGE_ID=` in the
    /// journal (systemd.journal-fields(7)).
    public var messageID: String { definition.id }
    /// From `warning` on it waits for a person.
    public var priority: Priority { definition.priority }
    /// The `TERRIER_…` fields that apply, besides the stack; a name may come more than once.
    public var fields: [(name: String, value: String)] { definition.fields }
    /// One line, without the stack's name.
    public var message: String { definition.message }
    /// What `terrier rehearse` tells of it.
    public var timeline: TimelineNote { definition.timeline }
}
