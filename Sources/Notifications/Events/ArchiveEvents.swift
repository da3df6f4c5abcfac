public import Decisions

/// Events about the copies of states outside the ledger: in the archive, and in the backend's own bucket.
extension EventDefinition {
    static func archiveFailing(_ archive: String, _ why: String, _ since: String) -> EventDefinition {
        EventDefinition(
            id: "900e7c0c19204a59b8dba58d311f5623", priority: .warning, fields: named(("ARCHIVE", archive)),
            message: "snapshots cannot be archived: \(why); they wait, and this is logged once a day",
            notice: .made { context in
                Notice(
                    // One for each day.
                    id: NoticeID.make(["archive", archive, since, String(context.at.description.prefix(10))]),
                    kind: .archiveFailing, severity: .warning, stack: nil,
                    title: "snapshots cannot be archived to \(archive) since \(since)",
                    lines: [
                        why, "they wait in the ledger, on this machine only; nothing that waits is pruned",
                    ],
                    at: context.at, standing: true)
            },
            timeline: .nothing)
    }

    static func archiveWorking(_ archive: String) -> EventDefinition {
        EventDefinition(
            id: "33ff7a50768d432690379e472e767a30", priority: .notice, fields: named(("ARCHIVE", archive)),
            message: "snapshots are archived to \(archive) again", notice: .nothing, timeline: .nothing)
    }

    static func bucketUnversioned(_ bucket: String) -> EventDefinition {
        EventDefinition(
            id: "07530a8126504f74b0158a94b4e4482a", priority: .warning, fields: named(("BUCKET", bucket)),
            message:
                "the backend's bucket \(bucket) has no versioning: a state that is overwritten or deleted there cannot be had back from it; turn on versioning",
            notice: .nothing, timeline: .nothing)
    }
}

extension Notice {
    /// Snapshots cannot be copied to the archive. It is the same for all times of a day.
    ///
    /// - Parameters:
    ///   - why: one line.
    ///   - since: RFC 3339.
    public static func archiveFailing(_ archive: String, why: String, since: String, at: Timestamp) -> Notice?
    {
        Event.archiveFailing(archive: archive, why: why, since: since).notice(
            NoticeContext(stack: "", at: at))
    }
}
