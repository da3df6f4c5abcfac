import Decisions
import Notifications

extension Timeline {
    /// What one printed line shows.
    enum Shown {
        case entry(Entry)
        /// The entries before this line repeat so many more times; the last repetition ends at `until`.
        case repeated(times: Int, until: Timestamp)
    }

    /// The entries, with repetitions folded: only the first occurrence is shown in full.
    var folded: [Shown] {
        let entries = withoutRepeatedCooldowns
        var shown: [Shown] = []
        var place = 0
        while place < entries.count {
            let (length, times) = Self.run(entries, from: place)
            shown += entries[place..<place + length].map { .entry($0) }
            if times > 1 {
                shown.append(.repeated(times: times - 1, until: entries[place + length * times - 1].at))
            }
            place += length * times
        }
        return shown
    }

    /// The run of equal blocks that begins at a place. A block has at most five entries, so that a reader recognises it. Two
    /// equal blocks are not a run: both are shown.
    private static func run(_ entries: [Entry], from place: Int) -> (length: Int, times: Int) {
        for length in 1...5 {
            var times = 1
            while place + length * (times + 1) <= entries.count,
                (0..<length).allSatisfy({
                    entries[place + $0].foldingKey == entries[place + length * times + $0].foldingKey
                })
            {
                times += 1
            }
            if times > 2 { return (length, times) }
        }
        return (1, 1)
    }

    /// The cooldown holds a repeated repair back each time: only the first such entry is kept.
    private var withoutRepeatedCooldowns: [Entry] {
        var seen: Set<String> = []
        return entries.filter { entry in
            guard entry.isCooldownAlone else { return true }
            return seen.insert(entry.foldingKey).inserted
        }
    }
}
