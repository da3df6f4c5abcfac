import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// One HTTP client for the whole program.
///
/// Every call has a deadline for headers and body together, a bound on the body, and follows no redirects.
public final class HTTPClient: Sendable {
    private let client: AsyncHTTPClient.HTTPClient
    private let group: MultiThreadedEventLoopGroup

    public init() {
        // One thread serves the few connections that a watchdog has.
        group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        var configuration = AsyncHTTPClient.HTTPClient.Configuration()
        configuration.redirectConfiguration = .disallow
        configuration.httpVersion = .http1Only
        configuration.timeout.connect = .seconds(5)
        // The library's deadline stops counting once headers have come; a silent body is cut by this and by `send`.
        configuration.timeout.read = .seconds(30)
        configuration.connectionPool.idleTimeout = .seconds(20)
        // A refused connection is an answer; who calls decides whether to ask again.
        configuration.connectionPool.retryConnectionEstablishment = false
        client = AsyncHTTPClient.HTTPClient(
            eventLoopGroupProvider: .shared(group), configuration: configuration)
    }

    /// One for as long as a body runs, and shut down afterwards however it ended.
    public static func with<Value, Fault: Error>(
        _ body: (HTTPClient) async throws(Fault) -> Value
    ) async throws(Fault) -> Value {
        let http = HTTPClient()
        let result: Result<Value, Fault>
        do throws(Fault) { result = .success(try await body(http)) } catch { result = .failure(error) }
        await http.shutdown()
        return try result.get()
    }

    /// Sends one request and reads the whole answer.
    ///
    /// - Parameters:
    ///   - deadline: for everything, from the connection to the body's last byte.
    ///   - limit: bytes of body; a longer one is a fault.
    public func send(
        _ request: HTTPRequest, deadline: Duration, limit: Int = 8 << 20
    ) async throws(HTTPFault) -> HTTPResponse {
        let host = try Self.host(of: request.url)
        let outcome = await withTaskGroup(of: Result<HTTPResponse, HTTPFault>.self) { group in
            group.addTask { await self.exchange(request, host: host, deadline: deadline, limit: limit) }
            group.addTask {
                try? await Task.sleep(for: deadline)
                return .failure(HTTPFault(.timedOut, "\(host) did not answer within \(deadline)"))
            }
            let first = await group.next()
            group.cancelAll()
            return first ?? .failure(HTTPFault(.cancelled, "\(host): stopped"))
        }
        if case .failure = outcome, Task.isCancelled { throw HTTPFault(.cancelled, "\(host): stopped") }
        return try outcome.get()
    }

    /// Closes the connections. Nothing may be sent afterwards.
    public func shutdown() async {
        try? await client.shutdown()
        try? await group.shutdownGracefully()
    }

    private func exchange(
        _ request: HTTPRequest, host: String, deadline: Duration, limit: Int
    ) async -> Result<HTTPResponse, HTTPFault> {
        var message = HTTPClientRequest(url: request.url)
        message.method = HTTPMethod(rawValue: request.method)
        for header in request.headers { message.headers.add(name: header.name, value: header.value) }
        if !request.body.isEmpty { message.body = .bytes(request.body) }
        do {
            let timeout = TimeAmount.milliseconds(Int64(deadline.components.seconds * 1000) + 1000)
            let response = try await client.execute(message, timeout: timeout)
            let body = try await response.body.collect(upTo: limit)
            return .success(
                HTTPResponse(
                    status: Int(response.status.code),
                    headers: response.headers.map { HTTPRequest.Header($0.name, $0.value) },
                    body: Array(buffer: body)))
        } catch {
            return .failure(Self.fault(for: error, host: host))
        }
    }

    private static func host(of url: String) throws(HTTPFault) -> String {
        guard let parsed = URL(string: url), let scheme = parsed.scheme, ["http", "https"].contains(scheme),
            let host = parsed.host, !host.isEmpty
        else { throw HTTPFault(.badURL, "not a URL that can be asked: write http:// or https:// and a host") }
        return parsed.port.map { "\(host):\($0)" } ?? host
    }

    private static func fault(for error: any Error, host: String) -> HTTPFault {
        switch error {
        case is NIOTooManyBytesError: return HTTPFault(.tooLarge, "\(host) answers more than is read")
        case is CancellationError: return HTTPFault(.cancelled, "\(host): stopped")
        case is NIOSSLError, is NIOSSLExtraError, is BoringSSLError:
            return HTTPFault(.tls, "\(host): no TLS connection; see its certificate and the trusted ones")
        case let error as HTTPClientError
        where error == .deadlineExceeded || error == .readTimeout || error == .connectTimeout:
            return HTTPFault(.timedOut, "\(host) did not answer in time")
        case let error as HTTPClientError where error == .cancelled:
            return HTTPFault(.cancelled, "\(host): stopped")
        case let error as NIOConnectionError:
            let refused =
                !error.connectionErrors.isEmpty
                && error.connectionErrors.allSatisfy { ($0.error as? IOError)?.errnoCode == ECONNREFUSED }
            return refused
                ? HTTPFault(.refused, "\(host) refuses connections")
                : HTTPFault(.unreachable, "\(host) cannot be reached")
        case let error as IOError where error.errnoCode == ECONNREFUSED:
            return HTTPFault(.refused, "\(host) refuses connections")
        default: return HTTPFault(.unreachable, "\(host): the connection broke")
        }
    }
}
