import Dispatch
import Foundation
import Synchronization

/// Whether somebody asked to stop, with SIGINT or SIGTERM. The second time it is not asked but done.
final class StopSignal {
    private let sources: [any DispatchSourceSignal]
    private let asked: AskedFlag

    init() {
        let asked = AskedFlag()
        self.asked = asked
        sources = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { if asked.set() { _exit(1) } }
            source.resume()
            return source
        }
    }

    var isAsked: Bool { asked.isSet }
}

private final class AskedFlag: Sendable {
    private let value = Mutex(false)

    var isSet: Bool { value.withLock { $0 } }

    /// - Returns: whether it was set before.
    func set() -> Bool {
        value.withLock { value in
            defer { value = true }
            return value
        }
    }
}
