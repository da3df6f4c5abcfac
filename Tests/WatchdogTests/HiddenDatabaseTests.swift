import Decisions
import Foundation
import Ledger
import Notifications
import Repairs
import Settings
import Synchronization
import TestSupport
import Testing

@testable import Watchdog

/// A database that cannot be accessed does not count as absent: it may hold a pause or an open breaker.
@Suite struct HiddenDatabaseTests {
    /// Makes a path that nobody can access, not even root: a link to itself.
    private func hide(_ path: String) throws {
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: path)
    }

    @Test func inaccessibleBookIsAFaultAndAnAbsentOneIsNot() async throws {
        try await Machine.withDirectory { directory in
            #expect(try await RepairBookReader(directory + "/none.sqlite").book() == nil)
            #expect(try await RepairBookReader(directory + "/none/book.sqlite").book() == nil)
            let path = directory + "/book.sqlite"
            try hide(path)
            await #expect {
                _ = try await RepairBookReader(path).book()
            } throws: {
                "\($0)".hasPrefix("\(path): cannot be accessed")
            }
            await #expect(throws: LedgerFault.self) { _ = try await RepairBook.openReading(path) }
        }
    }

    @Test func noRepairBeginsIfTheLedgerCannotBeAccessed() async throws {
        try await Machine.withDirectory { directory in
            let text = """
                ledger: \(directory)/ledger.sqlite
                stacks:
                  - name: s
                    directory: \(directory)
                    account: "123456789012"
                    region: us-east-1
                    mode: act
                    tiers: [{name: foundation, addresses: ["aws_dynamodb_table.*"]}]
                """
            let configuration = try parse(text, file: "terrier.yaml")
            try hide(configuration.ledger)
            let sharedServices = try #require(SharedServices(environment: [:]))
            let said = Mutex<[RepairMessage]>([])
            let last = await RepairerAssembly(configuration, at: directory + "/terrier.yaml", sharedServices)
                .perform(
                    RepairRequest(
                        stack: "s", kind: .emergencyDeploy, addresses: [], apply: true, why: "test",
                        requestedBy: "kim", configuration: configuration.hash, askedAt: MachineClock.now())
                ) { line in said.withLock { $0.append(line) } }
            await sharedServices.close()
            #expect(last.message.hasPrefix("\(configuration.ledger): cannot be accessed"), "\(last)")
            #expect(said.withLock { $0.count } == 1)
            #expect(!FileManager.default.fileExists(atPath: configuration.repairBook))
        }
    }
}
