public import Decisions
import Hashes
public import Ledger
import Terraform

/// Brings the copies of an archive back into a ledger.
public struct ArchiveFetch: Sendable {
    /// What was done for one stack.
    public struct Report: Sendable, Equatable {
        /// How many copies the archive has, how many of them are new in the ledger, and how many were there already.
        public var found = 0
        public var added = 0
        public var present = 0
        /// The copies that are not what their names say, and why.
        public var damaged: [Damage] = []
        /// The snapshot that is believed from now on; nil if there was a believed one, or if there is none.
        public var believed: SnapshotIdentity?

        /// A copy that was not stored.
        public struct Damage: Sendable, Equatable {
            /// Its path in the archive.
            public var name: String
            public var why: String
        }
    }

    private let archive: OpenArchive
    private let ledger: Ledger

    public init(from archive: OpenArchive, to ledger: Ledger) {
        self.archive = archive
        self.ledger = ledger
    }

    /// Fetches the copies of a stack that the ledger lacks: lineage by lineage, each from its lowest serial on.
    ///
    /// - Parameter limit: how many at most, the newest ones: of the lineage that was stored last, those with the highest serials.
    /// - Throws: an `ArchiveFault` if the archive cannot be read, a `LedgerFault` if the ledger cannot be written. What was
    ///   stored until then stays.
    public func fetch(_ stack: String, limit: Int) async throws -> Report {
        var report = Report()
        let copies = try await newestLineageLast(try await archive.archive.copies(of: stack))
        report.found = copies.count
        for copy in copies.suffix(max(0, limit)) {
            if try await ledger.has(copy.name.identity, of: stack) {
                report.present += 1
                continue
            }
            let file = try await archive.archive.file(copy.name)
            switch Self.check(file, copy) {
            case .success(let snapshot): report.added += try await ledger.add(snapshot) ? 1 : 0
            case .failure(let mismatch):
                report.damaged.append(.init(name: copy.name.path, why: mismatch.why))
            }
        }
        report.believed = try await ledger.believeNewest(of: stack)
        return report
    }

    /// The same copies with the lineage at the end that was stored last. A bucket says in its list only when a copy was made, so
    /// the newest copy of each lineage is asked when its state was stored.
    private func newestLineageLast(_ copies: [ArchivedCopy]) async throws(ArchiveFault) -> [ArchivedCopy] {
        var newest: [String: ArchivedCopy] = [:]
        for copy in copies { newest[copy.name.lineage] = copy }
        guard newest.count > 1 else { return copies }
        var times: [String: Timestamp] = [:]
        let heads = newest.values.sorted { ($0.written, $0.name.lineage) < ($1.written, $1.name.lineage) }
        for copy in heads.suffix(ArchiveBounds.lineages) {
            times[copy.name.lineage] = try await archive.archive.file(copy.name).taken ?? copy.written
        }
        return ArchivedCopy.last(copies, newest: times)
    }

    private struct Mismatch: Error {
        var why: String
    }

    /// The snapshot in a copy, if it is exactly what its name says.
    private static func check(
        _ file: ArchivedFile, _ copy: ArchivedCopy
    ) -> Result<ArchivedSnapshot, Mismatch> {
        do throws(Mismatch) { return .success(try snapshot(file, copy)) } catch { return .failure(error) }
    }

    private static func snapshot(
        _ file: ArchivedFile, _ copy: ArchivedCopy
    ) throws(Mismatch) -> ArchivedSnapshot {
        let name = copy.name
        let body: [UInt8]
        do throws(LedgerFault) {
            body = try PlainArchive.unpack(file.bytes, limit: ArchiveBounds.file)
        } catch {
            throw Mismatch(why: error.description)
        }
        guard SHA256.hexadecimal(body) == name.sha256 else {
            throw Mismatch(why: "its hash is not the one in its name")
        }
        let state: State
        do throws(TerraformFault) {
            state = try State(parsing: body, stack: name.stack)
        } catch {
            throw Mismatch(why: error.description)
        }
        guard state.lineage == name.lineage, state.serial == name.serial else {
            throw Mismatch(why: "its lineage or serial is not the one in its name")
        }
        return ArchivedSnapshot(
            stack: name.stack, identity: state.identity, addresses: state.managed.map(\.address), body: body,
            takenAt: file.taken ?? copy.written)
    }
}

extension ArchiveName {
    /// Without the numbers of resources and bytes, which a name does not have.
    var identity: SnapshotIdentity {
        SnapshotIdentity(lineage: lineage, serial: serial, resources: 0, bytes: 0, sha256: sha256)
    }
}
