import Testing

@testable import Catalogue

/// The types that are tried on recorded responses.
@Suite struct RecordedResponseTests {
    @Test(arguments: Recording.all) func recordedInstanceIsHealthyAndAnAbsentOneMissing(
        recording: Recording
    ) throws {
        #expect(try recording.finding(recording.response) == .healthy)
        switch recording.whenGone {
        case .error(let code): #expect(try recording.isGone(code))
        case .response(let text): #expect(try recording.finding(text) == .missing)
        }
        let isGone = try recording.isGone("AccessDeniedException")
        #expect(!isGone)
    }

    /// As in `ResourceTypeEmulatorTests`: the name of another thing is not taken for it.
    @Test(arguments: Recording.all) func otherInstanceIsNotTakenForTheRecordedOne(recording: Recording) throws
    {
        let read = try #require(recording.read)
        for identity in read.element.identity {
            let others = recording.attributes.filter { identity.value.attributes.contains($0.key) }
                .mapValues { $0 + "x" }
            guard !others.isEmpty else { continue }
            let finding = try recording.finding(recording.response, others)
            switch finding {
            case .missing: #expect(read.element.whenAbsent == .missing)
            case .unknown: #expect(read.element.whenAbsent == .unknown)
            case .healthy, .unhealthy, .leaving:
                Issue.record("taken for another thing by \(others.keys.sorted())")
            }
        }
    }

    @Test func everyTypeIsDeployedOrRecorded() throws {
        let deployed = try EmulatedStack.names.reduce(into: Set<String>()) {
            $0.formUnion(try EmulatedStack.types($1))
        }
        let recorded = Set(Recording.all.map(\.type))
        #expect(recorded.count == Recording.all.count)
        #expect(Set(Catalogue.all.filter { $0.tried == .recorded }.map(\.name)) == recorded)
        #expect(Catalogue.names.subtracting(deployed) == recorded)
    }
}
