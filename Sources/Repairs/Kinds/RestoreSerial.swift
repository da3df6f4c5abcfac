import Decisions
import Terraform

/// Whether a stored state may be written over what the backend has, and with which serial.
///
/// Terraform itself refuses another lineage and a lower serial; over a state without resources it writes anything
/// (Terraform, `internal/states/statemgr/migrate.go`).
struct RestoreSerial {
    var chosen: ChosenSnapshot
    /// Nil if the backend has no state.
    var found: State?

    init(_ chosen: ChosenSnapshot, _ found: State?) {
        (self.chosen, self.found) = (chosen, found)
    }

    func next() throws(RepairStop) -> UInt64 {
        var serials = [chosen.state.serial]
        if let believed = chosen.believed, believed.lineage == chosen.state.lineage {
            serials.append(believed.serial)
        }
        if let found {
            try expectOlder(found)
            if found.lineage == chosen.state.lineage { serials.append(found.serial) }
        }
        let (next, isTooLarge) = (serials.max() ?? 0).addingReportingOverflow(1)
        guard !isTooLarge, next <= UInt64(Int64.max) else {
            throw refused("the serial of the state cannot be increased")
        }
        return next
    }

    /// Why only a person may restore this, with a reason; nil if the backend's state looks lost, and it is the newest good one that
    /// comes back.
    var needsReason: String? {
        guard let found, isInPlace(found) else { return olderThanBelieved }
        let count = found.identity.resources
        return
            "the backend has serial \(found.serial) with \(count) resource\(count == 1 ? "" : "s"), which does not look lost"
    }

    /// Whether a state of this lineage stands in the backend and does not look lost.
    var overwrites: Bool { found.map(isInPlace) ?? false }

    /// A state of the same lineage is lost only if it went back from the one that was believed, or has no resources where that one
    /// had some. Without a believed state nobody knows: `snapshots forget` says that the backend's is the right one.
    private func isInPlace(_ found: State) -> Bool {
        guard found.lineage == chosen.state.lineage else { return false }
        guard let believed = chosen.believed, believed.lineage == found.lineage else { return true }
        let isEmptied = found.instances.isEmpty && believed.resources > 0
        return found.serial >= believed.serial && !isEmptied
    }

    private var olderThanBelieved: String? {
        guard let believed = chosen.believed else { return nil }
        guard believed.lineage == chosen.state.lineage else {
            return "\(chosen.name) has another lineage than the newest good state (serial \(believed.serial))"
        }
        guard chosen.state.serial < believed.serial else { return nil }
        return "\(chosen.name) is older than the newest good state (serial \(believed.serial))"
    }

    private func expectOlder(_ found: State) throws(RepairStop) {
        guard found.lineage == chosen.state.lineage else {
            // A slip made it, such as a command in a workspace that did not exist: there is nothing in it.
            let count = found.identity.resources
            guard found.instances.isEmpty else {
                throw refused(
                    "the backend has a state of another lineage with \(count) resource\(count == 1 ? "" : "s"): nothing is written over it; look which one is right, and move it away if it is not"
                )
            }
            return
        }
        if let believed = chosen.believed, found.lineage == believed.lineage, found.serial > believed.serial {
            throw refused(
                "the backend has serial \(found.serial), which is newer than what was believed (serial \(believed.serial)): somebody wrote it since; look what it has before anything is restored"
            )
        }
        if found.identity.sha256 == chosen.state.identity.sha256 {
            throw refused("the backend has exactly this state (serial \(found.serial))")
        }
    }

    private func refused(_ reason: String) -> RepairStop {
        .refused(.guardrails, [Refusal(.need, reason)])
    }
}
