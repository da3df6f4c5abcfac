import Decisions
import Testing

@testable import Terraform

/// The lines are those of Terraform 1.11.4, shortened to what is read.
@Suite struct PlanRefreshTests {
    private static func read(_ address: String, id: Bool = true) -> String {
        let found = id ? #","id_key":"id","id_value":"x""# : ""
        return
            #"{"type":"refresh_complete","hook":{"resource":{"addr":"\#(address.replacing("\"", with: "\\\""))"}\#(found)}}"#
    }

    private static func drift(_ address: String, _ action: String) -> String {
        #"{"type":"resource_drift","change":{"resource":{"addr":"\#(address.replacing("\"", with: "\\\""))"},"action":"\#(action)"}}"#
    }

    private static let summary =
        #"{"type":"change_summary","changes":{"add":0,"change":0,"import":0,"remove":0,"operation":"plan"}}"#

    private func lines(_ lines: String...) -> PlanLines {
        var read = PlanLines()
        for line in lines { read.add(line) }
        return read
    }

    private func addresses(_ texts: String...) throws -> [Address] { try texts.map { try Address($0) } }

    @Test func whatIsReadIsPresentAndWhatDriftsAwayIsGone() throws {
        let read = lines(
            Self.read("aws_sqs_queue.a"), Self.read("data.aws_caller_identity.me"),
            Self.read(#"module.m["x"].aws_sqs_queue.b[0]"#, id: false),
            Self.drift("aws_sqs_queue.a", "update"),
            Self.drift(#"module.m["x"].aws_sqs_queue.b[0]"#, "delete"), Self.summary)
        #expect(read.refresh.present == (try addresses("aws_sqs_queue.a")))
        #expect(read.refresh.gone == (try addresses(#"module.m["x"].aws_sqs_queue.b[0]"#)))
        #expect(!read.isBroken)
    }

    /// Without its end, an output does not say which of the instances that were read are gone.
    @Test func withoutTheSummaryNothingIsKnownOfTheRefresh() {
        let cut = lines(Self.read("aws_sqs_queue.a"), Self.read("aws_sqs_queue.b", id: false))
        #expect(cut.refresh == Refresh())
        let broken = lines(Self.read("aws_sqs_queue.a"), "{", Self.summary)
        #expect(broken.refresh == Refresh())
    }

    @Test func failedPlanStillSaysWhatItRead() throws {
        let failed = lines(
            Self.read("aws_sqs_queue.a"), Self.drift("aws_sqs_queue.b", "delete"), Self.summary,
            #"{"type":"diagnostic","diagnostic":{"severity":"error","summary":"Resource precondition failed"}}"#
        )
        #expect(failed.errors.count == 1)
        #expect(failed.refresh.present == (try addresses("aws_sqs_queue.a")))
        #expect(failed.refresh.gone == (try addresses("aws_sqs_queue.b")))
    }

    @Test func failedChecksAreNamedWithoutTheirMessages() {
        let check = """
            {"type":"diagnostic","diagnostic":{"severity":"warning","summary":"Check block assertion failed",\
            "detail":"The password hunter2 is too short","range":{"filename":"main.tf","start":{"line":35}},\
            "snippet":{"context":"check \\"topic\\""}}}
            """
        let other =
            #"{"type":"diagnostic","diagnostic":{"severity":"warning","summary":"Argument is deprecated"}}"#
        let bare =
            #"{"type":"diagnostic","diagnostic":{"severity":"warning","summary":"Check block assertion failed"}}"#
        let read = lines(check, check, other, bare, Self.summary)
        #expect(read.planSummary.failedChecks == ["check.topic (main.tf:35)", "check"])
        #expect(read.errors.isEmpty)
    }
}
