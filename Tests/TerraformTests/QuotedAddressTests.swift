import Commands
import Decisions
import Foundation
import TestSupport
import Testing

@testable import Terraform

/// Keys of instances and modules are printed as the real Terraform prints them, and are parsed from what it prints.
@Suite(.serialized, .enabled(if: Requirement.has(.terraform), "needs Terraform"), .timeLimit(.minutes(5)))
struct QuotedAddressTests {
    private func shell(_ directory: String, _ script: String) async throws -> [UInt8] {
        let environment = AllowedEnvironment.make(
            from: Machine.environment, adding: ["TF_IN_AUTOMATION": "1", "CHECKPOINT_DISABLE": "1"])
        let result = try await run(
            Command(
                "/bin/bash", ["-ec", script], environment: environment, directory: directory,
                deadline: .seconds(280), limit: 64 << 20))
        guard result.succeeded else {
            throw SupportFault(String(decoding: result.errorOutput, as: UTF8.self))
        }
        return result.output
    }

    private func lines(_ output: [UInt8]) -> [String] {
        output.split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
    }

    /// Every code point of Unicode, in instances of 512 each.
    @Test func everyCodePointIsPrintedAsByTerraform() async throws {
        let scalars = (UInt32(0)...0x10FFFF).compactMap(Unicode.Scalar.init)
        let instances = stride(from: 0, to: scalars.count, by: 512).map { begin in
            let units = String(String.UnicodeScalarView(scalars[begin..<min(begin + 512, scalars.count)]))
                .utf16
            let escaped = units.map { unit in
                "\\u" + String(repeating: "0", count: 4 - String(unit, radix: 16).count)
                    + String(unit, radix: 16)
            }
            return "\"index_key\":\"\(escaped.joined())\""
        }
        let text = StateStrictness.state(
            instances.map { StateStrictness.resource($0) }.joined(separator: ","))
        try await Machine.withDirectory { directory in
            try text.write(toFile: directory + "/s.tfstate", atomically: true, encoding: .utf8)
            let listed = lines(try await shell(directory, "terraform state list -state=s.tfstate"))
            let state = try State(parsing: Array(text.utf8), stack: "s")
            #expect(listed.count == instances.count)
            // Compared by bytes: for Swift, texts in different normal forms are equal.
            let theirs = Set(listed.map { Array($0.utf8) })
            for address in state.managed.map(\.address) where !theirs.contains(Array("\(address)".utf8)) {
                Issue.record("printed in another way: \(address)")
            }
            for line in listed {
                let address = try Address(line)
                #expect(Array("\(address)".utf8) == Array(line.utf8))
                #expect(state.instance(at: address) != nil)
            }
        }
    }

    /// Pieces of which odd keys are made.
    private static let pieces = [
        "a", "carts/eu", " ", "\"", "\\", "\n", "\r", "\t", "\u{0}", "\u{1B}", "\u{7F}", "\u{85}", "\u{A0}",
        "\u{AD}",
        "\u{301}", "e\u{301}", "\u{E9}", "\u{200B}", "\u{200D}", "\u{2028}", "\u{FEFF}", "\u{FFFD}",
        "\u{FFFE}",
        "\u{FFFF}", "\u{E000}", "\u{1F600}", "\u{1F468}\u{200D}\u{1F469}", "\u{1F1F0}\u{1F1F7}", "\u{E0067}",
        "\u{10FFFF}", "\u{1FFFE}", "한국", "${", "%{", "$", "%", "$$", "$${", "{", "}", "[", "]", "[0]", ".",
        "module.x",
        "*", "'", "`", "<&>", "\\u0041", "\\U0001F600", "\\n", "#", "//",
    ]

    private static func keys() -> [String] {
        var random = Seeded(state: 13)
        var keys: Set<String> = ["", "0", "-1"]
        for piece in pieces { keys.insert(piece) }
        while keys.count < 360 {
            let parts = (0..<Int.random(in: 1...5, using: &random)).map { _ in
                pieces.randomElement(using: &random) ?? ""
            }
            keys.insert(parts.joined())
        }
        return keys.sorted()
    }

    private struct Seeded: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return z ^ (z >> 31)
        }
    }

    private static let configuration = """
        locals { keys = toset(jsondecode(file("${path.root}/keys.json"))) }
        resource "terraform_data" "each" { for_each = local.keys }
        module "inner" {
          for_each = local.keys
          source   = "./inner"
        }
        """

    @Test func oddKeysArePrintedAndParsedAsByTerraform() async throws {
        let keys = Self.keys()
        try await Machine.withDirectory { directory in
            try Self.configuration.write(toFile: directory + "/main.tf", atomically: true, encoding: .utf8)
            try JSONEncoder().encode(keys).write(to: URL(fileURLWithPath: directory + "/keys.json"))
            let inner = #"mkdir inner; echo 'resource "terraform_data" "in" { count = 1 }' > inner/main.tf"#
            let plan = try await shell(directory, "\(inner); terraform init >/dev/null; terraform plan -json")
            _ = try await shell(directory, "terraform apply -auto-approve")
            let listed = lines(try await shell(directory, "terraform state list"))
            let raw = Array(try Data(contentsOf: URL(fileURLWithPath: directory + "/terraform.tfstate")))
            let state = try State(parsing: raw, stack: "s")
            var read = PlanLines()
            for line in lines(plan) { read.add(line) }

            func bytes(_ texts: [String]) -> [[UInt8]] {
                texts.map { Array($0.utf8) }.sorted { $0.lexicographicallyPrecedes($1) }
            }
            let printed = state.managed.map(\.address.description)
            #expect(bytes(printed) == bytes(listed))
            #expect(bytes(read.changes.map(\.address.description)) == bytes(listed))
            #expect(!read.isBroken && read.addsUp)
            #expect(Set(read.changes.map(\.address)) == Set(state.managed.map(\.address)))
            #expect(listed.count > 2 * 340)
            for text in printed {
                let address = try Address(text)
                #expect(Array("\(address)".utf8) == Array(text.utf8))
            }
            // What we print is an argument that Terraform reads.
            let few = state.managed.map(\.address).filter { $0.modules.isEmpty }
            let terraform = Terraform(
                TerraformStack(
                    name: "s", directory: directory,
                    environment: AllowedEnvironment.make(from: Machine.environment, adding: [:])))
            let removal = try await terraform.plan(.init(targets: few, destroy: true))
            #expect(Set(removal.changes.map(\.address)) == Set(few))
        }
    }
}
