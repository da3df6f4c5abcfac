import Dispatch
import Foundation
import Synchronization

/// Ends the process if one seed does not finish. A seed takes at most a second; one that takes minutes is in an endless loop,
/// which breaks a promise as well.
final class SeedDeadline {
    static let longest = Duration.seconds(120)

    private let timer: any DispatchSourceTimer
    private let running: Running

    init() {
        let running = Running()
        self.running = running
        timer = DispatchSource.makeTimerSource(queue: .global())
        timer.schedule(deadline: .now() + 1, repeating: 1)
        timer.setEventHandler {
            guard let (seed, since) = running.seed, ContinuousClock.now - since > Self.longest else { return }
            print("seed \(seed): does not finish; it has run for more than \(Self.longest)")
            fflush(nil)
            _exit(1)
        }
        timer.resume()
    }

    func begin(_ seed: UInt64) { running.seed = (seed, .now) }
    func end() { running.seed = nil }
}

private final class Running: Sendable {
    private let value = Mutex<(UInt64, ContinuousClock.Instant)?>(nil)

    var seed: (UInt64, ContinuousClock.Instant)? {
        get { value.withLock { $0 } }
        set { value.withLock { $0 = newValue } }
    }
}
