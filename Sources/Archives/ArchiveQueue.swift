public import Decisions
import Hashes
public import Ledger
public import Notifications
import Synchronization

/// Copies the stored snapshots to the archive, the newest first, one at a time. What waits is in the ledger, so that neither a
/// restart nor an outage loses a copy.
public final class ArchiveQueue: Sendable {
    private let archive: OpenArchive
    private let ledger: Ledger
    private let events: EventLog
    private let now: @Sendable () -> Timestamp
    private let random: @Sendable () -> Double
    private let backoff = Backoff()
    private let failed = Mutex(FailedCopies())
    private let tell: @Sendable ([Notice], Timestamp) async throws(LedgerFault) -> Void
    /// When it was logged last that copying fails; nil if it works, or was not logged since the start.
    private let logged = Mutex<Timestamp?>(nil)

    /// The most copies in one pass.
    private static let mostInAPass = 20
    /// Between two passes, when nothing more is due.
    private static let pause = Duration.seconds(15)
    /// How long copying fails before people get a notice.
    private static let patience = Duration.seconds(3600)
    /// Until it is logged again that copying fails.
    private static let day = Duration.seconds(86_400)

    /// - Parameter tell: stores notices for people; one that is stored already is stored once.
    public init(
        _ archive: OpenArchive, ledger: Ledger, events: EventLog, now: @escaping @Sendable () -> Timestamp,
        random: @escaping @Sendable () -> Double = { .random(in: 0...1) },
        tell: @escaping @Sendable ([Notice], Timestamp) async throws(LedgerFault) -> Void = {
            _, _ throws(LedgerFault) in
        }
    ) {
        self.archive = archive
        self.ledger = ledger
        self.events = events
        self.now = now
        self.random = random
        self.tell = tell
    }

    /// Copies until the task is cancelled.
    public func run() async {
        var isFaulty = false
        while !Task.isCancelled {
            do throws(LedgerFault) {
                let copied = try await pass()
                isFaulty = false
                try? await Task.sleep(for: copied < Self.mostInAPass ? Self.pause : .seconds(1))
            } catch {
                // The cycles of the stacks use the same ledger, and log more about it.
                if !isFaulty { await events.write(.ledgerFault(error.description)) }
                isFaulty = true
                try? await Task.sleep(for: Self.pause * 4)
            }
        }
    }

    /// Copies what is due, until one copy fails. One that fails again and again is set aside for an hour.
    ///
    /// - Returns: how many snapshots were copied or abandoned.
    func pass() async throws(LedgerFault) -> Int {
        try await ledger.enqueueCopies(to: archive.name)
        for done in 0..<Self.mostInAPass {
            guard !Task.isCancelled, let snapshot = try await due() else { return done }
            guard let body = try await readable(snapshot) else { continue }
            do throws(ArchiveFault) {
                try await archive.archive.keep(
                    body, as: ArchiveName(stack: snapshot.stack, snapshot.identity),
                    taken: Timestamp(text: snapshot.takenAt) ?? now())
            } catch {
                guard !Task.isCancelled else { return done }
                try await note(error, of: snapshot.id)
                return done
            }
            if try await ledger.copied(snapshot.id, othersFail: end(of: snapshot.id)) {
                await events.write(.archiveWorking(archive: archive.name))
            }
        }
        return Self.mostInAPass
    }

    /// The next snapshot to copy: one that was set aside only if nothing else is due.
    private func due() async throws(LedgerFault) -> StoredSnapshot? {
        let aside = failed.withLock { $0.aside }
        if let snapshot = try await ledger.dueCopy(now: now(), besides: aside) { return snapshot }
        guard let id = failed.withLock({ $0.due(now()) }) else { return nil }
        if let snapshot = try await ledger.waitingCopy(id) { return snapshot }
        _ = end(of: id)
        return nil
    }

    /// Notes that a snapshot waits no longer.
    ///
    /// - Returns: whether some are still set aside.
    private func end(of id: Int64) -> Bool {
        failed.withLock { failed in
            failed.ended(id, at: now())
            return !failed.aside.isEmpty
        }
    }

    /// The file for the archive. A snapshot that is damaged is abandoned, so that it does not delay the others; nil then.
    private func readable(_ snapshot: StoredSnapshot) async throws(LedgerFault) -> [UInt8]? {
        let why: String
        do throws(LedgerFault) {
            guard let body = try await ledger.body(of: snapshot.id) else {
                // It was pruned meanwhile.
                try await ledger.abandonCopy(snapshot.id)
                _ = end(of: snapshot.id)
                return nil
            }
            if body.count == snapshot.identity.bytes, SHA256.hexadecimal(body) == snapshot.identity.sha256 {
                return try PlainArchive.pack(body)
            }
            why = "its bytes are not those that were stored"
        } catch {
            guard error.code == .damaged else { throw error }
            why = error.description
        }
        try await ledger.abandonCopy(snapshot.id)
        _ = end(of: snapshot.id)
        await events.write(
            .ledgerFault("snapshot \(snapshot.id) is not archived: \(why); run 'terrier snapshots verify'"),
            stack: snapshot.stack)
        return nil
    }

    private func note(_ fault: ArchiveFault, of id: Int64) async throws(LedgerFault) {
        let at = now()
        let standing = try await ledger.archiveStanding()
        let failures = (standing?.failures ?? 0) + 1
        let isAside = failed.withLock { $0.failed(id, at: at) }
        let next = isAside ? nil : at + backoff.pause(after: failures, random: random())
        let isFirst = try await ledger.copyFailed(why: fault.description, at: at, next: next)
        let (since, why) = (standing?.failingSince ?? at.description, fault.description)
        let isDue = logged.withLock { logged in
            let isDue = isFirst || logged.map { !($0...($0 + Self.day)).contains(at) } ?? true
            if isDue { logged = at }
            return isDue
        }
        if isDue { await events.write(.archiveFailing(archive: archive.name, why: why, since: since)) }
        if let began = Timestamp(text: since), at - began >= Self.patience,
            let notice = Notice.archiveFailing(archive.name, why: why, since: since, at: at)
        {
            try await tell([notice], at)
        }
    }
}
