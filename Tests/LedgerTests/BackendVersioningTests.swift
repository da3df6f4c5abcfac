import TestSupport
import Testing

@testable import Ledger

@Suite struct BackendVersioningTests {
    @Test func bucketWithoutVersionsIsNewOnce() async throws {
        try await Machine.withDirectory { directory in
            let ledger = try await Ledger.open(directory + "/ledger.sqlite")
            func isNew(_ keeps: Bool?, _ bucket: String = "b", unknown: String? = nil) async throws -> Bool {
                try await ledger.storeVersioning(
                    BackendVersioning(bucket: bucket, keepsVersions: keeps, unknown: unknown), of: "s")
            }
            #expect(try await !isNew(nil, unknown: "denied"))
            #expect(try await ledger.backendVersioning(of: "s")?.unknown == "denied")
            #expect(try await isNew(false))
            #expect(try await !isNew(false))
            // A denied answer changes nothing about what was known.
            #expect(try await !isNew(nil, unknown: "denied"))
            #expect(try await ledger.backendVersioning(of: "s")?.keepsVersions == false)
            #expect(try await !isNew(false))
            #expect(try await !isNew(true))
            #expect(try await isNew(false))
            #expect(try await isNew(false, "other"))
            #expect(try await !isNew(nil, "third", unknown: "denied"))
            #expect(try await ledger.backendVersioning(of: "s")?.keepsVersions == nil)
            #expect(try await ledger.backendVersioning(of: "t") == nil)
            await ledger.close()
        }
    }
}
