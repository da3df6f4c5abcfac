import Decisions

/// Who asks for a repair, as the repairer itself determines it, independent of what the request claims.
public enum Requester: Sendable, Equatable {
    /// The process that started this one and writes to its standard input: normally the watcher. A person runs `terrier repair`.
    case parent
    /// The watcher's user, over the socket: a program, which may not give reasons as a person does.
    case watcher(String)
    /// Another user who may connect to the socket.
    case person(String)

    /// Why this requester may not make this request; nil if it may.
    func refusal(of request: RepairRequest) -> String? {
        if case .person = self { return nil }
        if request.why != nil {
            return "only a person may give a reason for a guardrail to yield, with 'terrier repair'"
        }
        if request.rule == nil, !request.kind.traits.askers.contains(.watcher) {
            return "no rule asks for it; a person may, with 'terrier repair'"
        }
        return nil
    }

    /// The user name that the kernel reports; nil if it is not known.
    public var user: String? {
        switch self {
        case .parent: return nil
        case .watcher(let user), .person(let user): return user
        }
    }

    /// What the book records: the claimed name and the user name.
    func name(claimed: String) -> String {
        // A claim is text from outside: the characters that could imitate the user name reported by the kernel are removed.
        let claim = String(
            claimed.unicodeScalars.filter {
                $0.value >= 0x20 && $0.value != 0x7F && !",()".unicodeScalars.contains($0)
            }
            .prefix(64).map(Character.init))
        return user.map { "\(claim), as \($0)" } ?? claim
    }
}

extension RepairRequest {
    /// The request with the name of its requester.
    ///
    /// - Throws: `RequestFault` if the requester may not make it, or a field is not valid.
    public func made(by requester: Requester) throws(RequestFault) -> RepairRequest {
        if let refusal = requester.refusal(of: self) { throw RequestFault(refusal) }
        if let unfitField {
            throw RequestFault("its field '\(unfitField)' is not valid")
        }
        var request = self
        request.requestedBy = requester.name(claimed: requestedBy)
        return request
    }
}

/// Why a request is rejected: nothing was read for it, and nothing was written to the book.
public struct RequestFault: Error, Sendable, Equatable {
    /// One line for people.
    public var reason: String

    public init(_ reason: String) {
        self.reason = reason
    }

    /// The line that is sent to the requester.
    public var line: RepairMessage {
        RepairMessage(
            repair: RepairMessage.noRepair, step: .guardrails, message: reason,
            refusals: [Refusal(.request, reason)],
            outcome: .refused)
    }
}
