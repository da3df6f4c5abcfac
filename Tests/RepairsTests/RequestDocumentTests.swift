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

    @Test func requestSurvivesEncodingAndDecoding() throws {
        #expect(try JSONDecoder().decode(RepairRequest.self, from: JSONEncoder().encode(request)) == request)
    }
}
