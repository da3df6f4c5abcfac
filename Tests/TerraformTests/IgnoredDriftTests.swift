import Decisions
import Foundation
import Testing

@testable import Terraform

@Suite struct IgnoredDriftTests {
    private static let group = Address(type: "aws_autoscaling_group", name: "web")

    private static func ignore(_ text: String, _ attributes: String...) throws -> [IgnoredDrift] {
        [IgnoredDrift(try Pattern(text), attributes)]
    }

    private static func entry(
        _ before: String, _ after: String, unknown: String = "{}", actions: String = "update"
    )
        -> String
    {
        """
        {"address":"aws_autoscaling_group.web","mode":"managed","change":{"actions":["\(actions)"],"before":\(before),"after":\(after),"after_unknown":\(unknown),"before_sensitive":{},"after_sensitive":{}}}
        """
    }

    private static func document(drift: String, changes: String = "") throws -> PlanDetails {
        let text = #"{"format_version":"1.2","resource_drift":[\#(drift)],"resource_changes":[\#(changes)]}"#
        return try PlanDetails(parsingPlan: Array(text.utf8), stack: "s")
    }

    private static let four = #"{"name":"web","desired_capacity":4,"tags":{"a":"1","Scan":"x"}}"#
    private static let six = #"{"name":"web","desired_capacity":6,"tags":{"a":"1","Scan":"x"}}"#
    private static let both = #"{"name":"web","desired_capacity":6,"tags":{"a":"2","Scan":"x"}}"#

    @Test func driftOfListedAttributesAloneIsLeftOutWithItsUpdate() throws {
        let document = try Self.document(
            drift: Self.entry(Self.four, Self.six), changes: Self.entry(Self.six, Self.four))
        let known = document.ignored(by: try Self.ignore("aws_autoscaling_group.*", "desired_capacity"))
        #expect(known.drift == [Self.group] && known.updates == [Self.group])
        let none = document.ignored(by: try Self.ignore("aws_instance.*", "desired_capacity"))
        #expect(none.drift.isEmpty && none.updates.isEmpty)
    }

    @Test func oneMoreAttributeMakesItCount() throws {
        let capacity = try Self.ignore("aws_autoscaling_group.web", "desired_capacity")
        let drifted = try Self.document(drift: Self.entry(Self.four, Self.both))
        #expect(drifted.ignored(by: capacity).drift.isEmpty)
        let both = try Self.ignore("aws_autoscaling_group.web", "desired_capacity", "tags.a")
        #expect(drifted.ignored(by: both).drift == [Self.group])
        // The drift is known, but the code wants something else as well.
        let updated = try Self.document(
            drift: Self.entry(Self.four, Self.six), changes: Self.entry(Self.six, Self.both))
        #expect(updated.ignored(by: capacity).drift == [Self.group])
        #expect(updated.ignored(by: capacity).updates.isEmpty)
    }

    @Test func updateWithoutDriftCounts() throws {
        let document = try Self.document(drift: "", changes: Self.entry(Self.four, Self.six))
        let known = document.ignored(by: try Self.ignore("aws_autoscaling_group.*", "desired_capacity"))
        #expect(known.updates.isEmpty)
    }

    @Test func whatIsUnknownUntilTheApplyCounts() throws {
        let document = try Self.document(
            drift: Self.entry(Self.four, Self.six),
            changes: Self.entry(Self.six, Self.four, unknown: #"{"launch_template":[{"id":true}]}"#))
        let known = document.ignored(by: try Self.ignore("aws_autoscaling_group.*", "desired_capacity"))
        #expect(known.drift == [Self.group] && known.updates.isEmpty)
    }

    @Test func deletionReplacementAndNoKnownChangeCount() throws {
        let all = try Self.ignore("aws_autoscaling_group.*", "desired_capacity", "name", "tags")
        for action in ["delete", "create"] {
            let document = try Self.document(drift: Self.entry(Self.four, "null", actions: action))
            #expect(document.ignored(by: all).drift.isEmpty)
        }
        let same = try Self.document(drift: Self.entry(Self.four, Self.four))
        #expect(same.ignored(by: all).drift.isEmpty)
    }

    @Test func attributeCoversWhatIsInsideIt() throws {
        #expect(!IgnoredDrift(try Pattern("a.b"), ["tags.a"]).covers(["tags"]))
        #expect(!IgnoredDrift(try Pattern("a.b"), ["tag"]).covers(["tags", "a"]))
        #expect(IgnoredDrift(try Pattern("a.b"), ["tags"]).covers(["tags", "a"]))
    }

    /// Of very many changes not all are kept, so it is not known that all are listed.
    @Test func moreChangesThanAreKeptAreNotIgnored() throws {
        func tags(_ value: String) -> String {
            let all = (0..<300).map { "\"t\($0)\":\"\(value)\"" }.joined(separator: ",")
            return "{\"tags\":{\(all)}}"
        }
        let document = try Self.document(drift: Self.entry(tags("a"), tags("b")))
        #expect(document.ignored(by: try Self.ignore("aws_autoscaling_group.*", "tags")).drift.isEmpty)
    }

    @Test func summaryLosesWhatIsKnownAndNamesIt() {
        let other = Address(type: "aws_iam_role", name: "r")
        let summary = PlanSummary(
            changes: [.init(Self.group, .update), .init(other, .update)], drift: [Self.group, other])
        let left = summary.leavingOut((drift: [Self.group], updates: [Self.group]))
        #expect(left.changes == [.init(other, .update)] && left.drift == [other])
        #expect(left.ignored == [Self.group])
        let kept = summary.leavingOut((drift: [Self.group], updates: []))
        #expect(kept.changes.count == 2 && kept.drift == [other])
    }
}
