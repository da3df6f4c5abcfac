import Foundation

/// Tells a demo as it goes: every line with the seconds since its beginning, and a sign of life while one waits.
actor DemoOutput {
    private let began = ContinuousClock.now
    private let print: @Sendable (String) -> Void
    private var lastLine = ContinuousClock.now
    private var waitingFor: String?

    init(print: @escaping @Sendable (String) -> Void) {
        self.print = print
    }

    func say(_ text: String) {
        lastLine = .now
        print("[\(Self.seconds(ContinuousClock.now - began))] \(text)")
    }

    /// What is waited for from now on, said again every few seconds until something else is said.
    func wait(for what: String?) {
        waitingFor = what
        if let what { say(what) }
    }

    func tick() {
        guard let waitingFor, ContinuousClock.now - lastLine > .seconds(3) else { return }
        say("… \(waitingFor)")
    }

    /// Right-aligned, one place: `  12.3 s`.
    static func seconds(_ duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        let tenths = attoseconds / 100_000_000_000_000_000
        let text = "\(seconds).\(tenths) s"
        return String(repeating: " ", count: max(0, 7 - text.count)) + text
    }
}
