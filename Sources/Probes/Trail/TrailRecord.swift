import AWS
import Catalogue
import Decisions
import Foundation

/// The few fields of a CloudTrail record that say who made a call (CloudTrail user guide, "CloudTrail record contents" and
/// "userIdentity element"). Parameters and results of the call are not read.
struct TrailRecord: Decodable {
    struct Identity: Decodable {
        var type: String?
        var arn: String?
        var accountId: String?
        var userName: String?
        var invokedBy: String?
    }

    var userIdentity: Identity?
    var sourceIPAddress: String?
    var userAgent: String?
    /// Only events of calls that failed have it.
    var errorCode: String?
    var sessionCredentialFromConsole: String?

    init() {}

    /// The record of an event; empty if the event has none or it is not the expected JSON.
    init(_ text: String?) {
        self =
            text.flatMap { try? JSONDecoder().decode(TrailRecord.self, from: Data($0.utf8)) } ?? TrailRecord()
    }

    /// The console's session, or the console's own calls (the user agents are those of the user guide's examples).
    var isConsole: Bool {
        if sessionCredentialFromConsole == "true" { return true }
        let agent = userAgent ?? ""
        return ["signin.amazonaws.com", "console.amazonaws.com", "[S3Console"].contains { agent.contains($0) }
    }

    /// The part of the ARN after the account: `user/kim`, `assumed-role/deploy/kim`, `root`.
    func principal(username: String?) -> String {
        let parts = userIdentity?.arn?.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        if let parts, parts.count == 6, !parts[5].isEmpty { return String(parts[5]) }
        if let service = userIdentity?.invokedBy { return service }
        if let name = userIdentity?.userName ?? username { return "user/\(name)" }
        return userIdentity?.accountId.map { "account \($0)" } ?? "an unknown principal"
    }
}

extension TrailEvent {
    /// - Returns: nil if the call did not remove or change the resource: it only read, it failed, or it made the resource.
    init?(_ call: RecordedCall, about question: TrailQuestion) {
        let record = TrailRecord(call.record)
        guard call.isReadOnly == false, record.errorCode == nil, Self.isName(call.name),
            !Self.creates(call.name), Self.isOf(question.service, call.source)
        else { return nil }
        self.init(
            address: question.address, name: call.name,
            at: Timestamp(seconds: Int64(call.at.timeIntervalSince1970.clampedSeconds)),
            principal: Self.safe(record.principal(username: call.username), most: 100)
                ?? "an unknown principal",
            isConsole: record.isConsole, source: Self.safe(record.sourceIPAddress, most: 60),
            userAgent: Self.safe(record.userAgent, most: 80))
    }

    /// Names of operations are letters and digits; Lambda's end with a version: `DeleteFunction20150331`.
    private static func isName(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy {
                (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) || $0 == 95
            }
    }

    private static func creates(_ name: String) -> Bool {
        ["Create", "Run", "Allocate", "Register", "Import", "Restore", "Tag", "Untag"].contains {
            name.hasPrefix($0)
        }
    }

    /// Whether the operation's name says that something is removed.
    var isRemoval: Bool {
        [
            "Delete", "BatchDelete", "Remove", "Terminate", "Schedule", "Deregister", "Detach",
            "Disassociate",
            "Disable", "Release", "Revoke", "Purge", "Cancel", "Stop", "Unsubscribe",
        ].contains { name.hasPrefix($0) }
    }

    /// Another service may have a resource of the same name. Nearly all events name their service as signatures do.
    private static func isOf(_ service: AWSService?, _ source: String) -> Bool {
        guard let service, !source.isEmpty else { return true }
        let name = service == .applicationAutoScaling ? "autoscaling" : service.signing
        return source == "\(name).amazonaws.com"
    }

    private static func safe(_ text: String?, most: Int) -> String? {
        guard let text else { return nil }
        let line = SafeLine.of(text.prefix(4 * most))
        if line.isEmpty { return nil }
        return line.count > most ? line.prefix(most - 1) + "…" : line
    }
}

extension Double {
    /// Whole seconds that every conversion takes: a time from outside may be anything.
    fileprivate var clampedSeconds: Double { isFinite ? Swift.min(Swift.max(self, 0), 253_402_300_799) : 0 }
}
