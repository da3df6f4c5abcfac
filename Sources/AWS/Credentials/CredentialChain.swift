import Foundation
public import HTTP

/// The ordinary AWS chain, cached: asked again before what it gave expires, by one task at a time.
///
/// A refresh that fails never sticks: what is still valid is served on, and the next call tries again, not more than
/// once in a few seconds.
public actor CredentialChain: CredentialProviding {
    private let resolve: @Sendable () async throws(AWSFault) -> Credentials
    private let now: @Sendable () -> Date
    private var cached: Credentials?
    private var refresh: Task<Result<Credentials, AWSFault>, Never>?
    private var failed: (fault: AWSFault, at: Date)?

    /// Refreshed when less than this is left, and served on until the last minute.
    static let early: TimeInterval = 300
    static let last: TimeInterval = 30
    /// Credentials without an expiration come from files that people change: they are read again after this.
    static let reread: TimeInterval = 60
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

    /// Credentials for what takes its time, and cannot be given others on its way.
    ///
    /// - Parameter span: where the source gives none that are valid for so long, those that it has.
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

    /// A time that lies ahead was before the clock was put back, nobody knows how long ago.
    private func isWithin(_ span: TimeInterval, of time: Date) -> Bool {
        (0..<span).contains(now().timeIntervalSince(time))
    }

    private func isValid(_ credentials: Credentials) -> Bool {
        guard let expiration = credentials.expiration else { return true }
        return expiration.timeIntervalSince(now()) > Self.last
    }
}
