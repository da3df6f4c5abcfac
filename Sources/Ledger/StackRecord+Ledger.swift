import Decisions
import Foundation
import GRDB

extension StackRecord {
    /// What the ledger has about a stack. What is damaged is replaced by what the other tables say, so that the stack is watched:
    /// see `damage`.
    ///
    /// - Throws: `damaged` if it is not known which state was believed, and no snapshot tells it.
    init(of stack: String, _ database: Database, _ bodies: SnapshotBodies) throws {
        self.init()
        let row = try StoredRow.one(
            database, "watches", sql: "SELECT stack, watch, alarms FROM watches WHERE stack = ?",
            arguments: [stack])
        if let row {
            do throws(LedgerFault) {
                watch = try Self.watch(row)
            } catch {
                damage.append(error)
                watch = try Watch(rebuiltFor: stack, database)
            }
            // Only changes of the last minutes are in it.
            alarms = (try? row["alarms"]) ?? ""
        } else {
            watch = try Watch(rebuiltFor: stack, database)
        }
        diagnoses = try Ledger.newestDiagnoses(of: watch.incidents.map(\.id), database)
        do {
            believed = try Ledger.believed(database, stack)
        } catch let fault as LedgerFault where fault.code == .damaged {
            guard let newest = try Ledger.newestReadableState(of: stack, database, bodies) else {
                throw fault
            }
            believed = newest
            damage.append(fault)
        }
    }

    private static func watch(_ row: StoredRow) throws(LedgerFault) -> Watch {
        let text: String = try row["watch"]
        do {
            return try JSONDecoder().decode(Watch.self, from: Data(text.utf8))
        } catch {
            throw row.damaged("watch")
        }
    }
}

extension Watch {
    /// The watch of a stack whose row is damaged or gone: its open incidents and the number of the next one are in the table of
    /// incidents too. The counts of the rules begin again, as after the first start: no rule trips or clears earlier by that.
    init(rebuiltFor stack: String, _ database: Database) throws {
        self.init()
        let names = try StoredRow.all(
            database, "incidents", sql: "SELECT id FROM incidents WHERE id > ? AND id < ?",
            arguments: [stack + "-", stack + "."])
        for name in try names.readable({ try $0["id"] as String }).values {
            let number = Int(name.dropFirst(stack.utf8.count + 1)) ?? 0
            // One that is open now may never get the number of another.
            if (1..<1 << 40).contains(number) { nextIncident = max(nextIncident, number + 1) }
        }
        let open = try StoredRow.all(
            database, "incidents",
            sql: "SELECT * FROM incidents WHERE stack = ? AND closed_at IS NULL ORDER BY opened_at, id",
            arguments: [stack])
        for incident in try open.readable(Incident.init).values {
            var rule = RuleWatch()
            rule.incident = incident
            rule.isTripped = true
            rules[incident.rule] = rule
        }
    }
}

extension Incident {
    /// Nil for an incident of a severity that only a newer version knows.
    fileprivate init?(_ row: StoredRow) throws(LedgerFault) {
        guard let severity = Severity(rawValue: try row["severity"]) else { return nil }
        let (opened, age, rung): (String, Double, Int) = try (
            row["opened_at"], row["age_seconds"], row["rung"]
        )
        guard let date = try? Date(opened, strategy: .iso8601) else { throw row.damaged("opened_at") }
        self.init(
            id: try row["id"], rule: try row["rule"], severity: severity,
            openedAt: Timestamp(secondsSince1970: date.timeIntervalSince1970),
            age: Duration(inSeconds: min(max(age, 0), 1e9)),
            addresses: RepairBook.addresses(try row["addresses"]), reading: try row["reading"],
            acknowledged: try row["acknowledged"], rung: min(max(rung, 0), 1000))
    }
}
