public import Decisions
import Foundation
public import Ledger
public import Settings

/// People's side put together: the switches in the ledger, the pause file, the repair book and this machine's clock.
///
/// A person's command writes to the ledger beside the watcher: a switch is a row of its own, and the watcher reads it
/// before every decision.
public struct OperatorControls: Sendable {
    private let ledgerPath: String
    private let bookPath: String
    private let file: PauseFile

    /// - Parameter path: the configuration's file; the pause file stands beside it.
    public init(_ configuration: Settings.Configuration, at path: String) {
        ledgerPath = configuration.ledger
        bookPath = configuration.repairBook
        file = PauseFile(besides: path)
    }

    /// What the pause file says; nil where there is none.
    public func pauseFile() async -> String? { await file.reason() }

    /// The pauses that hold now: of one stack and of all together, or every one where no stack is named.
    public func pauses(of stack: String?) async throws -> [StoredSwitch] {
        let now = MachineClock.now()
        return try await reading().storedSwitches(of: stack).filter {
            $0.kind == .pause && $0.holds(at: now)
        }
    }

    /// The breakers of a stack that are open.
    ///
    /// - Throws: a `LedgerFault` where the book is there and cannot be read: then nobody knows.
    public func openBreakers(of stack: String) async throws(LedgerFault) -> [Breaker] {
        guard let book = try await RepairBook.openReading(bookPath) else {
            return []
        }
        var resets: [RepairKind: Int64] = [:]
        if try DatabasePresence.isThere(ledgerPath) {
            let ledger = try await Ledger.openReading(ledgerPath)
            resets = try await ledger.switches(of: stack, now: MachineClock.now()).resets
        }
        return try await book.openBreakers(of: stack, resets: resets)
    }

    /// No repair of the stack starts, or of any where none is named.
    ///
    /// - Parameter lasts: how long; nil until somebody resumes.
    public func pause(_ stack: String?, by who: String, why: String, lasts: Duration?) async throws {
        let entry = StoredSwitch(
            .pause, stack: stack, who: who, why: why, at: MachineClock.now(), lasts: lasts)
        try await writing { ledger in try await ledger.set(entry) }
    }

    /// Ends the pauses of a stack, or those of all stacks together.
    ///
    /// - Returns: those that held.
    public func resume(_ stack: String?, by who: String) async throws -> [StoredSwitch] {
        try await writing { ledger in
            let now = MachineClock.now()
            let held = try await ledger.storedSwitches(of: stack).filter {
                $0.kind == .pause && $0.stack == stack && $0.holds(at: now)
            }
            _ = try await ledger.endPauses(of: stack, who: who, at: now)
            return held
        }
    }

    /// Takes an open incident over, or closes it.
    ///
    /// - Returns: the person in whose hands it is already; nil where the switch was set.
    /// - Throws: a `SwitchFault` where there is no such incident, or it is closed.
    public func set(
        _ kind: StoredSwitch.Kind, incident id: String, by who: String, why: String
    ) async throws -> String? {
        try await writing { ledger in
            guard let incident = try await ledger.incident(id) else {
                throw SwitchFault("there is no incident \(id); 'terrier incidents list' shows them")
            }
            if let closed = incident.closedAt {
                throw SwitchFault("incident \(id) is closed since \(closed): \(incident.closedWhy ?? "")")
            }
            let standing = try await ledger.storedSwitches(of: incident.stack).last {
                $0.subject == id && ($0.kind == kind || $0.kind == .close)
            }
            if let standing { return "\(standing.who): \(standing.why)" }
            try await ledger.set(
                StoredSwitch(
                    kind, stack: incident.stack, subject: id, who: who, why: why, at: MachineClock.now()))
            return nil
        }
    }

    /// Closes the open breakers of a stack: what failed up to now counts no more.
    ///
    /// - Parameter kind: of this kind of repair alone.
    /// - Returns: those that were open. Where none was, nothing is written.
    public func reset(
        _ stack: String, _ kind: RepairKind?, by who: String, why: String
    ) async throws -> [Breaker] {
        try await writing { ledger in
            guard let book = try await RepairBook.openReading(bookPath) else {
                return []
            }
            let now = MachineClock.now()
            let resets = try await ledger.switches(of: stack, now: now).resets
            let open = try await book.openBreakers(of: stack, resets: resets).filter {
                kind ?? $0.kind == $0.kind
            }
            guard !open.isEmpty, let newest = try await book.newestNumber(of: stack) else { return [] }
            try await ledger.set(
                StoredSwitch(
                    .reset, stack: stack, subject: kind?.rawValue, who: who, why: why, at: now,
                    through: newest))
            return open
        }
    }

    private func reading() async throws -> Ledger {
        try expectLedger()
        return try await Ledger.openReading(ledgerPath)
    }

    /// The ledger is the service's to make: a switch in one that nobody reads would hold nothing.
    private func writing<Value: Sendable>(
        _ work: (Ledger) async throws -> Value
    ) async throws -> Value {
        try expectLedger()
        let ledger = try await Ledger.open(ledgerPath)
        let result: Result<Value, any Error>
        do { result = .success(try await work(ledger)) } catch { result = .failure(error) }
        await ledger.close()
        return try result.get()
    }

    private func expectLedger() throws {
        guard try DatabasePresence.isThere(ledgerPath) else {
            throw SwitchFault(
                "\(ledgerPath): there is no database yet, because the service has not run; start it first")
        }
    }
}

/// Why a person's switch could not be set. Nothing was written.
public struct SwitchFault: Error, Sendable, Equatable, CustomStringConvertible {
    /// One line: what, where, what to do.
    public let description: String

    init(_ description: String) {
        self.description = description
    }
}
