import Catalogue
import Testing

@testable import Policies

/// The rights of the catalogue against the calls that the provider really made.
@Suite struct RecordedCallsTests {
    private static let types = Catalogue.all.filter { $0.rights != nil }

    @Test func everyTypeWithRightsIsRecorded() throws {
        let recorded = try RecordedCalls.byType()
        #expect(Self.types.map(\.name).filter { recorded[$0] == nil } == [])
        #expect(recorded.keys.filter { Catalogue.type($0)?.rights == nil }.sorted() == [])
    }

    @Test func everyRecordedCallIsGranted() throws {
        for (type, calls) in try RecordedCalls.byType() {
            let rights = try #require(Catalogue.type(type)?.rights)
            // What AWS accepts only on `*` is not granted, so the calls after it are not either.
            let given = RecordedCalls.Part.allCases.filter { part in
                !part.rights(of: rights).contains { right in
                    rights.onlyOnAll.contains { $0.call == right.call }
                }
            }
            for part in given {
                let granted = Set((rights.read + part.rights(of: rights)).map(\.call))
                let denied = (calls[part] ?? []).subtracting(granted)
                #expect(denied.isEmpty, "\(type), \(part): \(denied.sorted())")
            }
        }
    }

    /// A right that no recording has is there for a reason that its definition says; and no reason outlives its recording.
    @Test func everyGrantedCallIsRecordedOrHasItsReason() throws {
        let recorded = try RecordedCalls.byType()
        for type in Self.types {
            let rights = try #require(type.rights)
            let calls = try #require(recorded[type.name])
            for part in RecordedCalls.Part.allCases {
                for right in part.rights(of: rights) where right.action != type.read.action {
                    let isRecorded = calls[part]?.contains(right.call) == true
                    #expect(
                        isRecorded == (right.reason == nil),
                        "\(type.name), \(part): \(right.call) \(right.reason ?? "")")
                }
            }
        }
    }

    @Test func theOwnReadOfATypeIsInItsRights() {
        for type in Self.types {
            let actions = type.rights?.read.map(\.action) ?? []
            #expect(actions.contains(type.read.action), "\(type.name)")
        }
    }

    @Test func atLeastSixtyTypesHaveAllRightsToWrite() {
        let known = ResourceTypeSummary.all.filter { $0.writing == .known }.count
        print("rights to write: \(known) types, part of them: \(Self.types.count - known)")
        #expect(known >= 60)
    }
}

/// The calls of provider 5.100, recorded with Terraform 1.11 on an emulated AWS.
enum RecordedCalls {
    enum Part: Int, CaseIterable {
        case read, create, update, delete

        func rights(of rights: Rights) -> [Right] {
            switch self {
            case .read: return rights.read
            case .create: return rights.create
            case .update: return rights.update
            case .delete: return rights.delete
            }
        }
    }

    /// By type: the calls of a refresh; and those that create, change and delete an instance besides them.
    static func byType() throws -> [String: [Part: Set<String>]] {
        var types: [String: [Part: Set<String>]] = [:]
        for line in (one + two).split(separator: "\n") {
            let columns = line.split(separator: "|").map { $0.split(separator: " ").map(String.init) }
            try #require(columns.count == 5, "\(line)")
            let name = try #require(columns[0].first)
            for part in Part.allCases { types[name, default: [:]][part] = calls(columns[part.rawValue + 1]) }
        }
        return types
    }

    /// A service stands only before the first of its operations.
    private static func calls(_ words: [String]) -> Set<String> {
        var service = ""
        return words.reduce(into: []) { calls, word in
            guard word != "-" else { return }
            let parts = word.split(separator: ":").map(String.init)
            if parts.count == 2 { service = parts[0] }
            calls.insert("\(service):\(parts.last ?? word)")
        }
    }
}
