import Decisions
import Foundation
import Repairs
import Testing

/// The request on the socket is one flat document of version 3, whichever side is upgraded first.
@Suite struct RequestDocumentTests {
    static let document = """
        {"addresses":["aws_dynamodb_table.events"],"apply":true,\
        "askedAt":{"boot":"b","uptime":[0,0],"wall":1772409600000},"configuration":"hash",\
        "incident":"s-1","kind":"emergency-deploy","requestedBy":"terrier run","rule":"lost","stack":"s",\
        "state":{"lineage":"l","serial":7},"tier":"foundation","version":3}
        """

    private var request: RepairRequest {
        RepairRequest(
            RepairIntent(
                stack: "s", kind: .emergencyDeploy, rule: "lost", incident: "s-1", tier: "foundation",
                addresses: [Address(type: "aws_dynamodb_table", name: "events")], apply: true),
            requestedBy: "terrier run", configuration: "hash",
            state: StateVersion(lineage: "l", serial: 7),
            askedAt: Moment(wall: Timestamp(seconds: 1_772_409_600), boot: "b", uptime: .zero))
    }

    @Test func documentIsFlat() throws {
        let data = try JSONEncoder().encode(request)
        let members = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
        let expected = try #require(
            JSONSerialization.jsonObject(with: Data(Self.document.utf8)) as? [String: Any])
        #expect(Set(members.keys) == Set(expected.keys))
        for name in ["stack", "kind", "rule", "incident", "tier", "requestedBy", "configuration"] {
            #expect(members[name] as? String == expected[name] as? String)
        }
    }

    /// The document as the other side writes it.
    @Test func documentDecodesToTheRequest() throws {
        #expect(try JSONDecoder().decode(RepairRequest.self, from: Data(Self.document.utf8)) == request)
    }

    /// An older side omits the subject, and a newer one writes it beside the others.
    @Test func subjectIsOptional() throws {
        var named = request
        named.subject = "l:7"
        let text = String(decoding: try JSONEncoder().encode(named), as: UTF8.self)
        #expect(text.contains(#""subject":"l:7""#))
        #expect(try JSONDecoder().decode(RepairRequest.self, from: Data(text.utf8)) == named)
        #expect(try named.made(by: .parent).subject == "l:7")
        for subject in ["", "two words", "line\nend", String(repeating: "x", count: 257)] {
            named.subject = subject
            #expect(throws: RequestFault("its field 'subject' is not valid")) {
                try named.made(by: .parent)
            }
        }
    }

    @Test func requestSurvivesEncodingAndDecoding() throws {
        #expect(try JSONDecoder().decode(RepairRequest.self, from: JSONEncoder().encode(request)) == request)
    }
}
