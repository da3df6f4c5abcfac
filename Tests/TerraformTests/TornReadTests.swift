import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Terraform

/// Reads beside a writer that truncates the file in place, as Terraform does.
@Suite struct TornReadTests {
    private static let reads = 10_000
    private static let writes = 200

    /// A state that names its serial in every instance, so that a text made of two of them is seen. All texts have the same size.
    private static func text(_ serial: Int) -> String {
        let number = 1_000_000 + serial
        let resources = (0..<40).map { n in
            #"{"mode":"managed","type":"aws_dynamodb_table","name":"t\#(n)","instances":[{"attributes":{"name":"\#(number)"}}]}"#
        }
        return
            #"{"version":4,"terraform_version":"1.11.4","serial":\#(number),"lineage":"l","outputs":{},"resources":[\#(resources.joined(separator: ","))]}"#
            + "\n"
    }

    private static func write(_ text: String, to path: String) throws {
        let file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        try #require(file >= 0)
        defer { close(file) }
        let bytes = Array(text.utf8)
        for start in stride(from: 0, to: bytes.count, by: 1000) {
            let part = Array(bytes[start..<min(start + 1000, bytes.count)])
            try #require(Glibc.write(file, part, part.count) == part.count)
        }
    }

    @Test func noTornStateIsAcceptedInTenThousandReads() async throws {
        try await Machine.withDirectory { directory in
            let path = directory + "/terraform.tfstate"
            try Self.write(Self.text(0), to: path)
            let file = LocalStateFile(
                path: path, stack: TerraformStack(name: "s", directory: directory, environment: [:]))
            let writer = Writer()
            let written = Task { try await writer.run(path) }
            var accepted = 0
            var rejected = 0
            // Most reads just after a write are given up at once.
            while accepted < Self.reads / 10 || rejected < Self.reads || writer.serial < Self.writes {
                try #require(accepted + rejected < 100_000 * Self.reads)
                if (accepted + rejected) % 1000 == 0 { await Task.yield() }
                switch file.readOnce(StateCache()) {
                case .failure: rejected += 1
                case .success(let state):
                    let serial = Int(state.serial) - 1_000_000
                    #expect(String(decoding: state.raw, as: UTF8.self) == Self.text(serial))
                    accepted += 1
                }
            }
            writer.stop()
            try await written.value
            // When the writer is still, what it wrote last is read.
            #expect(try await file.read(StateCache()).serial == UInt64(1_000_000 + writer.serial))
        }
    }

    /// Writes in bursts, as an apply does, on a thread of its own: it goes on however busy the tasks' threads are.
    private final class Writer: Sendable {
        private let isOver = Atomic(false)
        private let last = Atomic(0)

        /// The serial of the last write.
        var serial: Int { last.load(ordering: .acquiring) }

        func stop() { isOver.store(true, ordering: .releasing) }

        func run(_ path: String) async throws {
            try await withCheckedThrowingContinuation { (done: CheckedContinuation<Void, any Error>) in
                Thread.detachNewThread { [self] in done.resume(with: Result { try self.write(to: path) }) }
            }
        }

        private func write(to path: String) throws {
            while !isOver.load(ordering: .acquiring) {
                for _ in 0..<5 {
                    let serial = last.load(ordering: .relaxed) + 1
                    try TornReadTests.write(TornReadTests.text(serial), to: path)
                    last.store(serial, ordering: .releasing)
                }
                Thread.sleep(forTimeInterval: 0.06)
            }
        }
    }
}
