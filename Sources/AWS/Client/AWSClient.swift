public import Catalogue
import Commands
public import Foundation
public import HTTP

/// A small client for the AWS operations that Terrier uses. It signs each call, gives it a deadline, retries it if the
/// error is retryable, and classifies each failure (`AWSFault.Kind`).
public struct AWSClient: Sendable {
    /// The URL of an emulator, used for every service; nil for AWS itself.
    public var endpoint: String?
    /// The partition of all calls; nil to derive it from the region of each call.
    public var partition: Partition?
    /// For one call including all its retries.
    public var deadline: Duration
    public var retries: RetryPolicy
    /// Whose rates reads are counted on; nil where it is not known.
    public var account: String?
    private let pacing: Pacing?
    let http: HTTPClient
    let provider: any CredentialProviding
    private let gate: Gate
    let now: @Sendable () -> Date

    /// - Parameters:
    ///   - account: the account of the credentials, whose rates reads are counted on.
    ///   - inFlight: the maximum number of concurrent calls; further calls wait in order.
    ///   - pacing: what keeps reads within the rates of their services. Nil: emulators have no rates, AWS has those that are
    ///     shared by the whole process.
    public init(
        http: HTTPClient, credentials: any CredentialProviding, endpoint: String? = nil,
        account: String? = nil,
        deadline: Duration = .seconds(15), retries: RetryPolicy = RetryPolicy(), inFlight: Int = 8,
        pacing: Pacing? = nil,
        now: @escaping @Sendable () -> Date = { Date() }
    ) {
        self.http = http
        self.provider = credentials
        self.endpoint = endpoint
        self.deadline = deadline
        self.retries = retries
        self.account = account
        self.pacing = pacing ?? (endpoint == nil ? .shared : nil)
        self.gate = Gate(inFlight)
        self.now = now
    }

    func send(_ call: Call) async throws(AWSFault) -> HTTPResponse {
        // The deadline starts after the waits for the service's rate and for a free place: the last of a thousand calls has as
        // much time as the first.
        await pace(call)
        await gate.enter()
        // 60 seconds more, because credentials may have to be fetched first, with calls and commands that have their own deadlines.
        let result = await Waiting.atMost(deadline + .seconds(60)) { await attempt(call) }
        await gate.leave()
        return try result.get()
    }

    /// - Returns: how long it took.
    @discardableResult
    private func pace(_ call: Call) async -> Duration {
        guard call.isPaced, let pacing else { return .zero }
        let began = ContinuousClock.now
        await pacing.wait(call.service, call.operation, account: account, region: call.region)
        return .now - began
    }

    private func attempt(_ call: Call) async -> Result<HTTPResponse, AWSFault> {
        var end = ContinuousClock.now + deadline
        var attempt = 0
        while true {
            attempt += 1
            let result = await once(call, until: end)
            guard case .failure(let fault) = result else { return result }
            let wait = retries.wait(after: fault, attempt: attempt, random: .random(in: 0...1))
            guard let wait, ContinuousClock.now + wait < end, !Task.isCancelled else { return result }
            try? await Task.sleep(for: wait)
            end += await pace(call)
        }
    }

    private func once(_ call: Call, until end: ContinuousClock.Instant) async -> Result<
        HTTPResponse, AWSFault
    > {
        let credentials: Credentials
        do throws(AWSFault) {
            credentials = try await provider.credentials()
        } catch {
            // "Not there" here means that the role of the credentials does not exist, not the resource of this call.
            guard error.kind == .notThere else { return .failure(error) }
            return .failure(
                AWSFault(
                    .noCredentials, error.operation, code: error.code, status: error.status,
                    detail: error.detail))
        }
        do throws(AWSFault) {
            return await exchange(try signed(call, credentials), call, until: end)
        } catch {
            return .failure(error)
        }
    }

    private func exchange(
        _ request: HTTPRequest, _ call: Call, until end: ContinuousClock.Instant
    ) async -> Result<HTTPResponse, AWSFault> {
        let left = min(end - ContinuousClock.now, deadline / 2)
        guard left > .zero else { return .failure(AWSFault(.timedOut, call.operation)) }
        do {
            let response = try await http.send(request, deadline: left, limit: call.limit)
            guard (200..<300).contains(response.status) else {
                return .failure(ErrorAnswer.fault(response, operation: call.operation, absent: call.absent))
            }
            return .success(response)
        } catch {
            return .failure(AWSFault(Self.kind(error), call.operation, detail: error.description))
        }
    }

    private func signed(_ call: Call, _ credentials: Credentials) throws(AWSFault) -> HTTPRequest {
        let partition = partition ?? Partition(ofRegion: call.region)
        let base = endpoint ?? "https://\(call.service.host(region: call.region, in: partition))"
        guard let url = URL(string: base), let name = url.host else {
            throw AWSFault(.unreachable, call.operation, detail: "the endpoint is not a URL")
        }
        let host = url.port.map { "\(name):\($0)" } ?? name
        let path = (url.path.hasSuffix("/") ? String(url.path.dropLast()) : url.path) + call.path
        let headers = [("Host", host)] + call.headers.map { ($0.name, $0.value) }
        // S3 signs the path as it is sent, and wants the body's hash as a header.
        let isS3 = call.service == .s3
        let signer = Signer(
            region: call.service.signingRegion(call.region, in: partition), service: call.service.signing,
            normalizesPath: !isS3, signsBodyHeader: isS3)
        let signature = signer.sign(
            .init(
                method: call.method, path: path, query: call.query,
                headers: headers.map { (name: $0.0, value: $0.1) },
                body: call.body),
            with: credentials, at: now())
        let origin = "\(url.scheme ?? "https")://\(host)"
        return HTTPRequest(
            call.method, origin + path + (call.query.isEmpty ? "" : "?\(call.query)"),
            headers: headers.map { HTTPRequest.Header($0.0, $0.1) }
                + signature.headers.map { HTTPRequest.Header($0.name, $0.value) },
            body: call.body)
    }

    private static func kind(_ fault: HTTPFault) -> AWSFault.Kind {
        switch fault.cause {
        case .timedOut: return .timedOut
        case .refused, .unreachable, .tls, .badURL, .badRequest: return .unreachable
        case .tooLarge: return .notParsed
        case .cancelled: return .other
        }
    }
}
