import Foundation
import Systemd

/// Does what may not be left half done: being asked to stop does not end it. From then on the service manager is told that
/// the process is stopping, and is asked for more time for as long as it takes (sd_notify(3), `EXTEND_TIMEOUT_USEC=`).
public func outlivingStops<Result>(_ body: () async throws -> Result) async rethrows -> Result {
    let stops = await trappedSignals([SIGTERM])
    let extending = Task {
        for await _ in stops { return await extendUntilCancelled() }
    }
    defer { extending.cancel() }
    return try await body()
}

private func extendUntilCancelled() async {
    let notifier = ServiceNotifier()
    notifier.emit(.stopping)
    while !Task.isCancelled {
        notifier.emit(.extendTimeout(.seconds(60)))
        try? await Task.sleep(for: .seconds(20))
    }
}
