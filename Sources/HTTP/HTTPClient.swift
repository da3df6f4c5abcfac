import Foundation
import Synchronization

/// One HTTP client for the whole program, over the system's libcurl.
///
/// Every request has one deadline from connecting to its last byte, a bound on the answer, and follows no redirects.
/// Connections are kept for further requests, and bounded: a request that waits for its turn is not yet on its deadline, and
/// waits for a bounded time.
/// Certificates are checked against the system's store, or the one that `SSL_CERT_FILE` and `SSL_CERT_DIR` name.
public final class HTTPClient: Sendable {
    private let thread: TransferThread

    /// - Parameters:
    ///   - environment: what `HTTPS_PROXY` and its kin, `SSL_CERT_FILE` and `SSL_CERT_DIR` are taken from.
    ///   - bounds: how many requests are under way at a time.
    public init(environment: [String: String] = [:], bounds: TransferBounds = TransferBounds()) {
        thread = TransferThread(network: Network(environment), bounds: bounds)
    }

    deinit { thread.close() }

    /// One for as long as a body runs, and shut down afterwards however it ended.
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

    /// Sends one request and reads the whole answer.
    ///
    /// A request over a kept connection that ends without a byte of an answer is sent again over another, whatever its method:
    /// the other side may have got it twice.
    ///
    /// - Parameters:
    ///   - deadline: for everything, from the connection to the body's last byte.
    ///   - limit: bytes of body; a longer one is a fault.
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
                // Whoever was cancelled before this has asked in vain.
                if Task.isCancelled { thread.cancel(id) }
            }
        } onCancel: {
            thread.cancel(id)
        }
        return try result.get()
    }

    /// Ends what is under way as cancelled and closes the connections. Whatever is sent afterwards is cancelled, too.
    public func shutdown() async {
        await thread.end()
    }
}

/// How many requests are under way at a time; further ones wait for their turn, in order, each host's for themselves.
public struct TransferBounds: Sendable {
    /// To one scheme, host and port.
    public var perHost: Int
    public var total: Int
    /// How long one waits for its turn at most; then it has timed out.
    public var patience: Duration

    public init(perHost: Int = 32, total: Int = 128, patience: Duration = .seconds(45)) {
        self.patience = patience
        self.perHost = max(1, perHost)
        self.total = max(1, total)
    }
}
