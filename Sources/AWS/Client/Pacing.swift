import Catalogue

/// Keeps all clients of this process within the rates of the services, together for each account and region.
public actor Pacing {
    /// For AWS itself. Emulators have no rates.
    public static let shared = Pacing()

    private struct Key: Hashable {
        var service: AWSService
        var operation: String
        var account: String
        var region: String
    }

    private var buckets: [Key: TokenBucket] = [:]
    private let clock: @Sendable () -> Duration
    /// More accounts, regions and services than this are not known at a time; full buckets go first.
    private static let mostBuckets = 4_096

    /// - Parameter clock: only goes forward.
    public init(clock: @escaping @Sendable () -> Duration = Pacing.sinceStart) {
        self.clock = clock
    }

    /// Time since the first use of this clock.
    public static let sinceStart: @Sendable () -> Duration = {
        let start = ContinuousClock.now
        return { start.duration(to: .now) }
    }()

    /// Waits until a request may be sent. Returns early if the task is cancelled.
    ///
    /// - Parameter account: whose rate it is; requests for an unknown one share a rate.
    func wait(_ service: AWSService, _ operation: String, account: String?, region: String) async {
        let wait = reserve(service, operation, account: account, region: region)
        if wait > .zero { try? await Task.sleep(for: wait) }
    }

    /// - Returns: how long the request has to wait.
    func reserve(_ service: AWSService, _ operation: String, account: String?, region: String) -> Duration {
        let rate = service.readingRate
        let now = clock()
        let key = Key(
            service: service, operation: rate.isPerOperation ? operation : "", account: account ?? "",
            region: service.isGlobal ? "" : region)
        if buckets.count >= Self.mostBuckets, buckets[key] == nil {
            buckets = buckets.filter { !$0.value.isFull(now: now) }
        }
        return buckets[key, default: TokenBucket(rate, now: now)].take(now: now)
    }
}
