import Foundation

/// Prints the progress of a demo: each line begins with the seconds since the start, and during a long wait a line is
/// repeated every few seconds.
actor DemoOutput {
    private let began = ContinuousClock.now
    private let print: @Sendable (String) -> Void
    private var lastLine = ContinuousClock.now
    private var waitingFor: String?

    init(print: @escaping @Sendable (String) -> Void) {
        self.print = print
    }

    func printLine(_ text: String) {
        lastLine = .now
        print("[\(Self.seconds(ContinuousClock.now - began))] \(text)")
    }

    /// Prints what the demo waits for now, and repeats it every few seconds until another line is printed; nil ends it.
    func wait(for text: String?) {
        waitingFor = text
        if let text { printLine(text) }
    }

    /// Repeats the text of `wait` if nothing was printed for more than three seconds.
    func tick() {
        guard let waitingFor, ContinuousClock.now - lastLine > .seconds(3) else { return }
        printLine("… \(waitingFor)")
    }

    /// A duration in seconds, right-aligned, with one decimal place: `  12.3 s`.
    static func seconds(_ duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        let tenths = attoseconds / 100_000_000_000_000_000
        let text = "\(seconds).\(tenths) s"
        return String(repeating: " ", count: max(0, 7 - text.count)) + text
    }
}
