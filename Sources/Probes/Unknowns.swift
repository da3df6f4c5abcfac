import AWS
import Decisions
import HTTP

extension Unknown {
    /// Why a failed AWS call leaves its result unknown. The failure says nothing about the resource itself.
    init(_ fault: AWSFault) {
        let cause: Cause =
            switch fault.kind {
            case .denied, .badCredentials: .denied
            case .throttled: .throttled
            case .server: .serverError
            case .timedOut: .timedOut
            case .unreachable: .unreachable
            case .notParsed: .notParsed
            case .noCredentials: .noCredentials
            case .notThere, .notNamed, .other: .failed
            }
        self.init(cause, fault.kind == .noCredentials ? fault.detail : fault.description)
    }

    init(_ fault: HTTPFault) {
        let cause: Cause =
            switch fault.cause {
            case .timedOut: .timedOut
            case .refused, .unreachable, .tls: .unreachable
            case .tooLarge: .notParsed
            case .badURL, .badRequest, .cancelled: .failed
            }
        self.init(cause, fault.description)
    }
}
