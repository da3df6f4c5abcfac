public import Decisions
import Foundation
public import Ledger
public import Settings

/// What operators' commands work with: the switches in the ledger, the pause file, the repair book and this machine's clock.
///
/// A command writes to the ledger while the watcher uses it too: a switch is a row of its own, and the watcher reads it before
/// every decision.
public struct OperatorControls: Sendable {
    private let ledgerPath: String
    private let bookPath: String
    private let file: PauseFile

    /// - Parameter path: the configuration file; the pause file is in the same directory.
    public init(_ configuration: Settings.Configuration, at path: String) {
        ledgerPath = configuration.ledger
        bookPath = configuration.repairBook
        file = PauseFile(besides: path)
    }

    /// The path and the first line of the pause file; nil if there is none.
    public func pauseFile() async -> String? { await file.reason() }

    /// The pauses that apply now: those of the named stack and those of all stacks together; every pause if no stack is named.
    public func pauses(of stack: String?) async throws -> [StoredSwitch] {
        let now = MachineClock.now()
        return try await reading().storedSwitches(of: stack).filter {
            $0.kind == .pause && $0.holds(at: now)
        }
    }

    /// The breakers of a stack that are open.
    ///
    /// - Throws: a `LedgerFault` if the book exists and cannot be read: then it is not known.
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

    /// Pauses repairs of the stack, or of all stacks if none is named: none starts.
    ///
    /// - Parameter lasts: how long; nil means until a person resumes.
    public func pause(_ stack: String?, by who: String, why: String, lasts: Duration?) async throws {
        let entry = StoredSwitch(
            .pause, stack: stack, who: who, why: why, at: MachineClock.now(), lasts: lasts)
        try await writing { ledger in try await ledger.set(entry) }
    }

    /// Ends the pauses of a stack, or those of all stacks together if none is named.
    ///
    /// - Returns: those that applied until now.
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

    /// Acknowledges an open incident, or closes it.
    ///
    /// - Returns: `PERSON: WHY` of whoever has already done so; nil if the switch was set.
    /// - Throws: a `SwitchFault` if there is no such incident, or it is closed.
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

    /// Closes the open breakers of a stack: earlier failures no longer count.
    ///
    /// - Parameter kind: only the breaker of this kind of repair; nil means all.
    /// - Returns: those that were open. If none was, nothing is written.
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

    /// Only the service creates the ledger: a switch in a file that no service reads would have no effect.
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
