import Foundation
public import HTTP

/// AWS's usual chain of credential sources, with a cache. It refreshes the credentials before they expire; only one task
/// refreshes at a time.
///
/// A failed refresh is not cached for long: credentials that are still valid are returned, and a later call retries, at most
/// once every few seconds.
public actor CredentialChain: CredentialProviding {
    private let resolve: @Sendable () async throws(AWSFault) -> Credentials
    private let now: @Sendable () -> Date
    private var cached: Credentials?
    private var refresh: Task<Result<Credentials, AWSFault>, Never>?
    private var failed: (fault: AWSFault, at: Date)?

    /// Seconds. Credentials are refreshed when they are valid for less than `early`. If that fails, they are returned until they
    /// are valid for less than `last`.
    static let early: TimeInterval = 300
    static let last: TimeInterval = 30
    /// Seconds. Credentials without an expiration come from files that people change: they are read again after this time.
    static let reread: TimeInterval = 60
    /// Seconds between a failed refresh and the next one.
    static let backoff: TimeInterval = 5
    private var readAt: Date?

    public init(_ settings: CredentialSettings, http: HTTPClient) {
        let sources = CredentialSources(settings: settings, http: http)
        self.init { () throws(AWSFault) in try await sources.resolve() }
    }

    init(
        now: @escaping @Sendable () -> Date = { Date() },
        resolve: @escaping @Sendable () async throws(AWSFault) -> Credentials
    ) {
        self.now = now
        self.resolve = resolve
    }

    public func credentials() async throws(AWSFault) -> Credentials {
        try await credentials(lasting: .seconds(Self.early))
    }

    /// Credentials for a long operation, whose credentials cannot be replaced while it runs.
    ///
    /// - Parameter span: how long they should be valid. If the source has none that are valid for so long, the ones it has are
    ///   returned.
    /// - Throws: an `AWSFault` with `noCredentials` if no source has any.
    public func credentials(lasting span: Duration) async throws(AWSFault) -> Credentials {
        if let cached, isFresh(cached, for: max(span / .seconds(1), Self.early)) { return cached }
        if let failed, isWithin(Self.backoff, of: failed.at) {
            if let cached, isValid(cached) { return cached }
            throw failed.fault
        }
        let task =
            refresh
            ?? Task { [resolve] in
                do throws(AWSFault) { return .success(try await resolve()) } catch { return .failure(error) }
            }
        refresh = task
        let result = await task.value
        if refresh == task { refresh = nil }
        switch result {
        case .success(let credentials):
            cached = credentials
            readAt = now()
            failed = nil
            return credentials
        case .failure(let fault):
            failed = (fault, now())
            if let cached, isValid(cached) { return cached }
            throw fault
        }
    }

    private func isFresh(_ credentials: Credentials, for span: TimeInterval) -> Bool {
        guard let expiration = credentials.expiration else {
            return readAt.map { isWithin(Self.reread, of: $0) } ?? false
        }
        return expiration.timeIntervalSince(now()) > span
    }

    /// False for a time in the future: the clock was set back since then, so the elapsed time is not known.
    private func isWithin(_ span: TimeInterval, of time: Date) -> Bool {
        (0..<span).contains(now().timeIntervalSince(time))
    }

    private func isValid(_ credentials: Credentials) -> Bool {
        guard let expiration = credentials.expiration else { return true }
        return expiration.timeIntervalSince(now()) > Self.last
    }
}
