import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Terraform

/// Reads beside a writer that truncates the file in place, as Terraform does.
@Suite struct TornReadTests {
    private static let reads = 10_000

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
            let isOver = Atomic(false)
            async let written = Self.writeRepeatedly(path, until: isOver)
            var accepted = 0
            var rejected = 0
            // Most reads just after a write are given up at once.
            while accepted + rejected < Self.reads || accepted < Self.reads / 10 || rejected < Self.reads {
                try #require(accepted + rejected < 10_000 * Self.reads)
                switch file.readOnce(StateCache()) {
                case .failure: rejected += 1
                case .success(let state):
                    let serial = Int(state.serial) - 1_000_000
                    #expect(String(decoding: state.raw, as: UTF8.self) == Self.text(serial))
                    accepted += 1
                }
            }
            isOver.store(true, ordering: .relaxed)
            let last = try await written
            #expect(
                last > 5,
                "\(last) writes, \(accepted) accepted, \(rejected) rejected")
            // When the writer is still, what it wrote last is read.
            #expect(try await file.read(StateCache()).serial == UInt64(1_000_000 + last))
        }
    }

    /// Writes in bursts, as an apply does, on a thread of its own.
    ///
    /// - Returns: the serial of the last write.
    private static func writeRepeatedly(_ path: String, until isOver: borrowing Atomic<Bool>) async throws
        -> Int
    {
        var serial = 0
        while !isOver.load(ordering: .relaxed) {
            for _ in 0..<5 {
                serial += 1
                try write(text(serial), to: path)
            }
            try await Task.sleep(for: .milliseconds(60))
        }
        return serial
    }
}
