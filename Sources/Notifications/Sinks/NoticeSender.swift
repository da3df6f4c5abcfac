public import AWS
import Decisions
public import HTTP
import Ledger

/// Delivers notices to one sink.
protocol NoticeSender: Sendable {
    /// Returns when the sink has accepted the notice. It has a deadline of its own.
    ///
    /// - Parameter at: the time of this attempt.
    /// - Throws: `DeliveryFault` if the sink did not accept it.
    func deliver(_ notice: Notice, at: Timestamp) async throws(DeliveryFault)
}

/// Also sends the open incidents, repeatedly.
protocol RepeatingSender: NoticeSender {
    /// How often the open incidents are sent.
    var resendEvery: Duration { get }

    func sendOngoing(_ incidents: [StoredIncident], at: Timestamp) async throws(DeliveryFault)
}

/// Why a sink did not accept a notice.
struct DeliveryFault: Error, Sendable, Equatable {
    enum Kind: Sendable, Equatable {
        case failed
        /// Something is missing on this side, such as the secret: the notices wait for it.
        case notReady
        /// This side was asked to stop; whether the attempt succeeded is not known.
        case cancelled
    }

    var kind: Kind
    /// One line: the host, a status, what to do; nothing that could be a secret.
    var why: String
    /// How long the sink asks to wait (`Retry-After`).
    var retryAfter: Duration?

    init(_ kind: Kind, _ why: String, retryAfter: Duration? = nil) {
        self.kind = kind
        self.why = why
        self.retryAfter = retryAfter
    }

    init(_ fault: HTTPFault) {
        self.init(fault.cause == .cancelled ? .cancelled : .failed, fault.description)
    }

    /// Nil for a status from 200 to 299.
    init?(_ response: HTTPResponse, from host: String) {
        guard !(200..<300).contains(response.status) else { return nil }
        let seconds = response.header("Retry-After").flatMap { Int64($0) }
        self.init(
            .failed, "\(host) answers \(response.status)",
            retryAfter: seconds.map { .seconds(min(max($0, 0), 3600)) })
    }
}

/// What notice senders use.
public struct SenderTools: Sendable {
    let http: HTTPClient
    let aws: AWSClient
    /// The environment of this process.
    let environment: [String: String]

    /// - Parameter aws: a client with the credentials of the default chain.
    public init(http: HTTPClient, aws: AWSClient, environment: [String: String]) {
        self.http = http
        self.aws = aws
        self.environment = environment
    }
}
