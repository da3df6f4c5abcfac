import Decisions
import Yams

extension YAMLReader {
    /// `keep_snapshots:`. What is not set keeps nothing; if the whole mapping is absent, the standard applies.
    mutating func retention(_ node: Node) -> SnapshotRetention? {
        let keys = ["last", "hourly", "daily", "weekly", "monthly", "yearly", "within"]
        guard let table = table(node, "keep_snapshots", keys: keys) else { return nil }
        let before = faults.count
        var counts: [String: Int] = [:]
        for key in keys.dropLast() { counts[key] = table[key].flatMap { keptCount($0, key) } }
        let within = table["within"].flatMap { duration($0, "within", least: .seconds(1)) }
        let retention = SnapshotRetention(
            last: counts["last"] ?? 0, hourly: counts["hourly"] ?? 0, daily: counts["daily"] ?? 0,
            weekly: counts["weekly"] ?? 0, monthly: counts["monthly"] ?? 0, yearly: counts["yearly"] ?? 0,
            within: within)
        guard faults.count == before else { return nil }
        guard retention != SnapshotRetention() else {
            fault(node, "keep_snapshots keeps nothing; write {last: all} to keep every snapshot")
            return nil
        }
        return retention
    }

    private mutating func keptCount(_ node: Node, _ key: String) -> Int? {
        guard let text = text(node, key) else { return nil }
        if text == "all" { return SnapshotRetention.all }
        guard let count = Int(text), (0...1_000_000).contains(count) else {
            fault(node, "\(key) '\(text)' is not a number of snapshots; write a whole number, or all")
            return nil
        }
        return count
    }
}
