public import Decisions
import Foundation
import Ledger
import Terraform

/// What a rehearsal needs from a stored snapshot, without its text: the time from which it was the state, its instances and
/// the names of its alarms and functions.
public struct RecordedState: Sendable, Equatable {
    public var from: Timestamp
    public var identity: SnapshotIdentity
    /// Managed instances, sorted by address.
    public var addresses: [Address]
    public var alarmNames: [Address: String]
    public var functionNames: [Address: String]

    public init(
        from: Timestamp, identity: SnapshotIdentity, addresses: [Address],
        alarmNames: [Address: String] = [:], functionNames: [Address: String] = [:]
    ) {
        self.from = from
        self.identity = identity
        self.addresses = addresses
        self.alarmNames = alarmNames
        self.functionNames = functionNames
    }

    /// The greatest number of states that a rehearsal reads. By then the ledger has pruned older ones.
    static let most = 500

    /// The states that a ledger has seen since an instant, oldest first.
    ///
    /// - Throws: a `LedgerFault` if the ledger cannot be read.
    static func all(
        of stack: String, in ledger: Ledger, since: Timestamp
    ) async throws(LedgerFault) -> [RecordedState] {
        var states: [RecordedState] = []
        for snapshot in try await ledger.snapshots(of: stack, seenSince: since, limit: most) {
            // One text at a time: the state of a large stack has megabytes.
            guard let body = try await readable(snapshot.id, in: ledger),
                let state = try? State(parsing: body, stack: stack)
            else { continue }
            states.append(RecordedState(state, from: time(snapshot.takenAt)))
        }
        return states
    }

    /// Nil for a snapshot that is damaged: the rehearsal goes on with the state before it.
    private static func readable(_ id: Int64, in ledger: Ledger) async throws(LedgerFault) -> [UInt8]? {
        do throws(LedgerFault) {
            return try await ledger.body(of: id)
        } catch {
            guard error.code == .damaged else { throw error }
            return nil
        }
    }

    private init(_ state: State, from: Timestamp) {
        self.init(
            from: from, identity: state.identity, addresses: state.managed.map(\.address),
            alarmNames: Self.names(.alarmName, in: state),
            functionNames: Self.names(.functionName, in: state, of: PlaceholderSettings.type))
    }

    /// An attribute of the instances that have it.
    ///
    /// - Parameter type: their type; nil for all.
    private static func names(
        _ attribute: StateAttributes.Name, in state: State, of type: String? = nil
    ) -> [Address: String] {
        let names = state.managed.compactMap { instance in
            instance.attributes[attribute].map { (instance.address, $0) }
        }
        return Dictionary(names.filter { type == nil || $0.0.type == type }) { first, _ in first }
    }

    /// Parses an ISO 8601 time; a time that cannot be parsed becomes 1970-01-01.
    private static func time(_ text: String) -> Timestamp {
        let date = try? Date(text, strategy: .iso8601)
        return Timestamp(secondsSince1970: date?.timeIntervalSince1970 ?? 0)
    }
}
