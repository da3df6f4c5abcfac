import Foundation
import Synchronization

/// The HTTP client of the whole program, built on the system's libcurl.
///
/// Each request has one deadline, from connecting to the last byte, and a size limit for the response. It follows no redirects.
/// Connections are reused, and their number is bounded. The deadline of a request starts when it gets a connection slot; the
/// wait for a slot is bounded separately (`TransferBounds.patience`).
/// Certificates are checked against the system's store, or against the one that `SSL_CERT_FILE` and `SSL_CERT_DIR` name.
public final class HTTPClient: Sendable {
    private let thread: TransferThread

    /// - Parameters:
    ///   - environment: contains `HTTPS_PROXY`, `HTTP_PROXY`, `NO_PROXY`, `SSL_CERT_FILE` and `SSL_CERT_DIR`, if set.
    ///   - bounds: the maximum numbers of concurrent requests.
    public init(environment: [String: String] = [:], bounds: TransferBounds = TransferBounds()) {
        thread = TransferThread(network: Network(environment), bounds: bounds)
    }

    deinit { thread.close() }

    /// Runs a closure with a client, and shuts the client down afterwards, also if the closure throws.
    public static func with<Value, Fault: Error>(
        environment: [String: String] = [:], bounds: TransferBounds = TransferBounds(),
        _ body: (HTTPClient) async throws(Fault) -> Value
    ) async throws(Fault) -> Value {
        let http = HTTPClient(environment: environment, bounds: bounds)
        let result: Result<Value, Fault>
        do throws(Fault) { result = .success(try await body(http)) } catch { result = .failure(error) }
        await http.shutdown()
        return try result.get()
    }

    /// Sends one request and reads the whole response.
    ///
    /// If a reused connection closes before the first byte of the response, the request is sent again over another connection,
    /// whatever its method: the server may then receive it twice.
    ///
    /// - Parameters:
    ///   - deadline: the time from connecting to the last byte of the body.
    ///   - limit: the maximum size of the body in bytes; a larger body is a fault.
    /// - Throws: an `HTTPFault` if there is no complete response. A response with an error status is not a fault.
    public func send(
        _ request: HTTPRequest, deadline: Duration, limit: Int = 8 << 20
    ) async throws(HTTPFault) -> HTTPResponse {
        let target = try Target(of: request)
        let id = thread.nextID()
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                thread.start(
                    Transfer.Submission(
                        id: id, request: request, target: target, deadline: deadline, limit: limit,
                        continuation: continuation))
                // If the task was already cancelled, `onCancel` ran before the request was queued.
                if Task.isCancelled { thread.cancel(id) }
            }
        } onCancel: {
            thread.cancel(id)
        }
        return try result.get()
    }

    /// Cancels all requests and closes the connections. Requests that are sent afterwards fail as cancelled, too.
    public func shutdown() async {
        await thread.end()
    }
}

/// The maximum numbers of concurrent requests; further requests wait in order, in one queue per host.
public struct TransferBounds: Sendable {
    /// The maximum for one scheme, host and port.
    public var perHost: Int
    /// The maximum for all hosts together.
    public var total: Int
    /// The maximum time that a request waits for a connection slot; after it the request fails as timed out.
    public var patience: Duration

    public init(perHost: Int = 32, total: Int = 128, patience: Duration = .seconds(45)) {
        self.patience = patience
        self.perHost = max(1, perHost)
        self.total = max(1, total)
    }
}
