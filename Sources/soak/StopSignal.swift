import Dispatch
import Foundation
import Synchronization

/// Whether SIGINT or SIGTERM was received. A second signal ends the process at once.
final class StopSignal {
    private let sources: [any DispatchSourceSignal]
    private let flag: StopFlag

    init() {
        let flag = StopFlag()
        self.flag = flag
        sources = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { if flag.set() { _exit(1) } }
            source.resume()
            return source
        }
    }

    var isRequested: Bool { flag.isSet }
}

private final class StopFlag: Sendable {
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
