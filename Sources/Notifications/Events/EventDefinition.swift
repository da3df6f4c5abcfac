/// The id, priority, fields and texts of an event, in one place. No member has a default value: a definition that omits one does
/// not compile.
/// Each kind has a function of its name in a file of `Events`, which `Event.definition` calls.
struct EventDefinition {
    /// 128 random bits in hexadecimal, fixed for good: scripts and the message catalog find an event by them
    /// (systemd.journal-fields(7), `MESSAGE_ID=`).
    let id: String
    /// `warning` and above needs a person: `journalctl -p warning` lists what somebody must look at.
    let priority: Priority
    /// The `TERRIER_…` fields of the event, besides the stack.
    let fields: EventFields
    /// One line that a person must understand at 3 a.m. Addresses, actions, numbers; never an attribute's value.
    let message: String
    /// The notice that people get, besides the journal entry.
    let notice: EventNotice
    /// What `terrier rehearse` prints for it.
    let timeline: TimelineNote
}

extension Event {
    /// 128 random bits in hexadecimal, the same for every event of one kind and in every version: `MESSAGE_ID=` in the
    /// journal (systemd.journal-fields(7)).
    public var messageID: String { definition.id }
    /// `warning` and above needs a person.
    public var priority: Priority { definition.priority }
    /// The `TERRIER_…` fields of the event, besides the stack; a name may occur more than once.
    public var fields: [(name: String, value: String)] { definition.fields }
    /// One line, without the stack's name.
    public var message: String { definition.message }
    /// What `terrier rehearse` prints for it.
    public var timeline: TimelineNote { definition.timeline }
}
