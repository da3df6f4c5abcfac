import Foundation
import Systemd

/// Runs work that must not be interrupted: SIGTERM does not end it. After a SIGTERM the service manager is notified that the
/// process is stopping, and asked for more time until the work is done (sd_notify(3), `EXTEND_TIMEOUT_USEC=`).
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
