import Decisions
import Foundation
import Ledger

// Stores invented changes of a state of 1 MB in a ledger, and measures how long that takes, and reading them.
//   snapshots-bench DIRECTORY COUNT BATCH
// Writes the states of each batch also to DIRECTORY/states, prints `batch` and waits for a line on standard input, so that other
// programs can store the same files. At the end it prints lines of `NAME VALUE`: milliseconds, and the bytes of the ledger's files.
@main struct SnapshotsBench {
    static func main() async throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 4, let count = Int(arguments[2]), let batch = Int(arguments[3]), batch > 0
        else {
            exit(64)
        }
        let (directory, path) = (arguments[1], arguments[1] + "/ledger.sqlite")
        let ledger = try await Ledger.open(path)
        var history = InventedHistory()
        var stored: [Double] = []
        let start = Timestamp(seconds: 1_772_334_000)
        for number in 0..<count {
            let at = start + .seconds(60 * number)
            let state = history.next(at: at)
            let file = "\(directory)/states/\(number % batch).tfstate"
            try Data(state.body).write(to: URL(fileURLWithPath: file))
            let record = CycleRecord(
                stack: "bench", at: at, state: state, readings: [], watch: Watch(), alarms: "", opened: [],
                closed: [], keepReadings: .seconds(3600))
            let began = ContinuousClock.now
            try await ledger.record(record)
            stored.append(milliseconds(since: began))
            guard number % batch == batch - 1 || number == count - 1 else { continue }
            print("batch")
            fflush(nil)
            guard readLine() != nil else { exit(1) }
        }
        await ledger.close()
        try await measureReading(path, count, stored)
    }

    private static func measureReading(_ path: String, _ count: Int, _ stored: [Double]) async throws {
        let ledger = try await Ledger.openReading(path)
        var began = ContinuousClock.now
        let listed = try await ledger.snapshots(of: "bench", limit: count)
        let list = milliseconds(since: began)
        guard listed.count == count else { exit(1) }
        var exported: [Double] = []
        // Every one of the newest chains, and some of the others.
        for (place, snapshot) in listed.enumerated() where place < 256 || place.isMultiple(of: 37) {
            began = ContinuousClock.now
            guard try await ledger.body(of: snapshot.id)?.count == snapshot.identity.bytes else { exit(1) }
            exported.append(milliseconds(since: began))
        }
        await ledger.close()
        let size = try [path, path + "-wal", path + "-shm"].reduce(0) { sum, file in
            guard FileManager.default.fileExists(atPath: file) else { return sum }
            return try sum + (FileManager.default.attributesOfItem(atPath: file)[.size] as? Int ?? 0)
        }
        print("store-median \(quantile(stored, 0.5))")
        print("store-most \(quantile(stored, 0.99))")
        print("list \(list)")
        print("export-median \(quantile(exported, 0.5))")
        print("export-most \(quantile(exported, 0.99))")
        print("bytes \(size)")
    }

    private static func milliseconds(since began: ContinuousClock.Instant) -> Double {
        (ContinuousClock.now - began) / .milliseconds(1)
    }

    private static func quantile(_ values: [Double], _ share: Double) -> Double {
        let sorted = values.sorted()
        return sorted.isEmpty ? 0 : sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))]
    }
}
