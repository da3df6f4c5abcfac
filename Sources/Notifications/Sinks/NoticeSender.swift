public import AWS
import Decisions
public import HTTP
import Ledger

/// Carries one notice to one sink.
protocol NoticeSender: Sendable {
    /// Returns once the sink has taken it. Has a deadline of its own.
    ///
    /// - Parameter at: the time of this attempt.
    func deliver(_ notice: Notice, at: Timestamp) async throws(DeliveryFault)
}

/// Carries what stands as well, which is told time and again.
protocol RepeatingSender: NoticeSender {
    /// How often what stands is told.
    var resendEvery: Duration { get }

    func sendOngoing(_ incidents: [StoredIncident], at: Timestamp) async throws(DeliveryFault)
}

/// Why a sink did not take a notice.
struct DeliveryFault: Error, Sendable, Equatable {
    enum Kind: Sendable, Equatable {
        case failed
        /// Something of this side is missing, as the secret: the sink waits for it.
        case notReady
        /// This side was asked to stop; nothing is known of the attempt.
        case cancelled
    }

    var kind: Kind
    /// One line: the host, a status, what to do; nothing that could be a secret.
    var why: String
    /// When the sink wants to be asked again.
    var retryAfter: Duration?

    init(_ kind: Kind, _ why: String, retryAfter: Duration? = nil) {
        self.kind = kind
        self.why = why
        self.retryAfter = retryAfter
    }

    init(_ fault: HTTPFault) {
        self.init(fault.cause == .cancelled ? .cancelled : .failed, fault.description)
    }

    /// Nil where the status says that it was taken.
    init?(_ response: HTTPResponse, from host: String) {
        guard !(200..<300).contains(response.status) else { return nil }
        let seconds = response.header("Retry-After").flatMap { Int64($0) }
        self.init(
            .failed, "\(host) answers \(response.status)",
            retryAfter: seconds.map { .seconds(min(max($0, 0), 3600)) })
    }
}

/// What couriers work with.
public struct SenderTools: Sendable {
    let http: HTTPClient
    let aws: AWSClient
    /// Of this process.
    let environment: [String: String]

    /// - Parameter aws: calls with the credentials of the ordinary chain.
    public init(http: HTTPClient, aws: AWSClient, environment: [String: String]) {
        self.http = http
        self.aws = aws
        self.environment = environment
    }
}
