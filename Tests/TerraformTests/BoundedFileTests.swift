import Foundation
import TestSupport
import Testing

@testable import Terraform

@Suite struct BoundedFileTests {
    @Test(arguments: [0, 1, 4096, 70_000])
    func readsFilesUpToTheLimitWhole(size: Int) async throws {
        try await Machine.withDirectory { directory in
            let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 * 7) }
            try Data(bytes).write(to: URL(fileURLWithPath: directory + "/file"))
            #expect(try BoundedFile(directory + "/file", most: size).bytes == bytes)
            guard size > 0 else { return }
            #expect(throws: BoundedFile.Fault.self) { try BoundedFile(directory + "/file", most: size - 1) }
        }
    }

    /// A pipe without a writer would hold the look for ever.
    @Test func stateThatIsAPipeIsNamedAndNotWaitedFor() async throws {
        try await Machine.withDirectory { directory in
            let path = directory + "/terraform.tfstate"
            try #require(mkfifo(path, 0o600) == 0)
            #expect(throws: BoundedFile.Fault.self) { try BoundedFile(path, most: 100) }
            try #expect(said(path).hasSuffix("/terraform.tfstate is not a regular file"))
        }
    }

    @Test func stateThatIsTooLargeIsNamedAndNotRead() async throws {
        try await Machine.withDirectory { directory in
            let path = directory + "/terraform.tfstate"
            try Data().write(to: URL(fileURLWithPath: path))
            try #require(truncate(path, off_t(BoundedFile.mostOfState) + 1) == 0)
            try #expect(
                said(path).hasSuffix("/terraform.tfstate is larger than 512 MiB, so it is not read"))
        }
    }

    private func said(_ path: String) throws -> String {
        // Not changed just now.
        try #require(utimes(path, [timeval(tv_sec: 1, tv_usec: 0), timeval(tv_sec: 1, tv_usec: 0)]) == 0)
        let stack = TerraformStack(name: "s", directory: "/", environment: [:])
        for _ in 0..<100 {
            let fault = #expect(throws: TerraformFault.self) {
                try LocalStateFile(path: path, stack: stack).readOnce(StateCache()).get()
            }
            // The time of the change, which cannot be set, is still of this moment.
            guard let fault, fault.code == .stateNotJSON else { return fault?.description ?? "" }
            usleep(100_000)
        }
        return ""
    }
}
