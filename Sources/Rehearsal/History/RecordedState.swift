public import Decisions
import Foundation
import Ledger
import Terraform

/// What a stored snapshot says to a rehearsal, without its text: from when on it was the state, what it names, and what its
/// alarms are called.
public struct RecordedState: Sendable, Equatable {
    public var from: Timestamp
    public var identity: SnapshotIdentity
    /// Managed instances, in the order of their addresses.
    public var addresses: [Address]
    public var alarmNames: [Address: String]

    public init(
        from: Timestamp, identity: SnapshotIdentity, addresses: [Address], alarmNames: [Address: String] = [:]
    ) {
        self.from = from
        self.identity = identity
        self.addresses = addresses
        self.alarmNames = alarmNames
    }

    /// As many states of a record are looked at; older ones have gone by then.
    static let most = 500

    /// The states that a ledger saw since an instant, in the order of time.
    static func all(
        of stack: String, in ledger: Ledger, since: Timestamp
    ) async throws(LedgerFault) -> [RecordedState] {
        var states: [RecordedState] = []
        for snapshot in try await ledger.snapshots(of: stack, seenSince: since, limit: most) {
            // One text at a time: a large stack's are megabytes each.
            guard let body = try await ledger.body(of: snapshot.id),
                let state = try? State(parsing: body, stack: stack)
            else { continue }
            states.append(RecordedState(state, from: time(snapshot.takenAt)))
        }
        return states
    }

    private init(_ state: State, from: Timestamp) {
        let alarms = state.managed.compactMap { instance in
            instance.attributes[.alarmName].map { (instance.address, $0) }
        }
        self.init(
            from: from, identity: state.identity, addresses: state.managed.map(\.address),
            alarmNames: Dictionary(alarms) { first, _ in first })
    }

    /// A time that cannot be read is one of long ago.
    private static func time(_ text: String) -> Timestamp {
        let date = try? Date(text, strategy: .iso8601)
        return Timestamp(seconds: Int64(date?.timeIntervalSince1970 ?? 0))
    }
}
