import Decisions

/// Who asks for a repair, as the repairer knows it by itself, whatever the request says.
public enum Requester: Sendable, Equatable {
    /// Whoever started this process and writes to its standard input: the watcher at best. A person runs `terrier repair`.
    case parent
    /// The watcher's user, over the socket: a program, which has no reasons of its own.
    case watcher(String)
    /// Another user whom the socket lets in.
    case person(String)

    /// Why this one may not ask for this; nil where it may.
    func refusal(of request: RepairRequest) -> String? {
        if case .person = self { return nil }
        if request.why != nil {
            return "why a guardrail should yield is a person's to say, with 'terrier repair'"
        }
        if request.rule == nil, !request.kind.traits.askers.contains(.watcher) {
            return "no rule asks for it; a person may, with 'terrier repair'"
        }
        return nil
    }

    /// Who it is, whatever they say; nil where nobody can tell.
    public var user: String? {
        switch self {
        case .parent: return nil
        case .watcher(let user), .person(let user): return user
        }
    }

    /// What the book records: who says to ask, and who it was.
    func name(claimed: String) -> String {
        // A claim is text from outside, and says nothing that could pass for what the kernel saw.
        let claim = String(
            claimed.unicodeScalars.filter {
                $0.value >= 0x20 && $0.value != 0x7F && !",()".unicodeScalars.contains($0)
            }
            .prefix(64).map(Character.init))
        return user.map { "\(claim), as \($0)" } ?? claim
    }
}

extension RepairRequest {
    /// The request under the name of who made it.
    ///
    /// - Throws: `RequestFault` where it is not theirs to make.
    public func made(by requester: Requester) throws(RequestFault) -> RepairRequest {
        if let refusal = requester.refusal(of: self) { throw RequestFault(refusal) }
        if let unfitField {
            throw RequestFault("its '\(unfitField)' is none that a configuration or a person gives")
        }
        var request = self
        request.requestedBy = requester.name(claimed: requestedBy)
        return request
    }
}

/// Why a request is none: nothing was looked at for it, and nothing written into the book.
public struct RequestFault: Error, Sendable, Equatable {
    /// One line for people.
    public var reason: String

    public init(_ reason: String) {
        self.reason = reason
    }

    /// What the other side is told.
    public var line: RepairMessage {
        RepairMessage(
            repair: RepairMessage.noRepair, step: .guardrails, message: reason,
            refusals: [Refusal(.request, reason)],
            outcome: .refused)
    }
}
