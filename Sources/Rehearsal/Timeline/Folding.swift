import Decisions
import Notifications

extension Timeline {
    /// What stands in one line for people.
    enum Shown {
        case entry(Entry)
        /// The entries before came so many times more, the last of them then.
        case again(times: Int, until: Timestamp)
    }

    /// The entries with what repeats itself folded: the first time is shown in full.
    var folded: [Shown] {
        let entries = withoutSpareCooldowns
        var shown: [Shown] = []
        var place = 0
        while place < entries.count {
            let (length, times) = Self.run(entries, from: place)
            shown += entries[place..<place + length].map { .entry($0) }
            if times > 1 {
                shown.append(.again(times: times - 1, until: entries[place + length * times - 1].at))
            }
            place += length * times
        }
        return shown
    }

    /// The longest run of alike blocks that begins at a place, of blocks short enough for a reader to recognise. Twice is
    /// no run: both are shown.
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

    /// A repair that is asked for again and again is held back by its cooldown each time: once says it.
    private var withoutSpareCooldowns: [Entry] {
        var said: Set<String> = []
        return entries.filter { entry in
            guard entry.isCooldownAlone else { return true }
            return said.insert(entry.foldingKey).inserted
        }
    }
}
