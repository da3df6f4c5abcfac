import Decisions
import Ledger

/// One pause of repairs: of a stack, of all stacks, or by the pause file.
struct PauseReport: Encodable {
    enum Scope: String, Encodable {
        case stack
        case all
        case file
    }

    var of: Scope
    var stack: String?
    var who: String?
    var why: String
    var since: String?
    /// Absent if the pause has no end of its own and lasts until `terrier resume`.
    var until: String?

    init(_ pause: StoredSwitch) {
        of = pause.stack == nil ? .all : .stack
        stack = pause.stack
        who = pause.who
        why = pause.why
        since = pause.at.wall.description
        until = pause.lasts.map { "\(pause.at.wall + $0)" }
    }

    /// - Parameter file: the path of the pause file, and its first line.
    init(file: String) {
        of = .file
        why = file
    }

    /// `repairs of all stacks are paused by kim since … until …: migration`
    var text: String {
        switch of {
        case .file: return "repairs of all stacks are paused by the file \(why)"
        case .all, .stack:
            let what = of == .all ? "all stacks" : stack ?? ""
            return "repairs of \(what) are paused by \(who ?? "") since \(since ?? "")"
                + (until.map { " until \($0)" } ?? "") + ": \(why)"
        }
    }

    /// All pauses that apply now.
    static func all(_ pauses: [StoredSwitch], file: String?) -> [PauseReport] {
        pauses.map(PauseReport.init) + (file.map { [PauseReport(file: $0)] } ?? [])
    }
}
