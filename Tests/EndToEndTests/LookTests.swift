import Foundation
import TestSupport
import Testing

/// A look sends requests that read, and no others: also where there is no state, and Terraform would make one.
@Suite(.enabled(if: Requirement.has(.terraform, .moto), "needs Terraform and moto"))
struct LookTests {
    private func configuration(
        _ lab: BackendLab, _ module: String, workspace: String, endpoint: String
    ) throws -> String {
        let name = "\(UInt64.random(in: 0...UInt64.max))"
        let path = "\(lab.directory)/\(name).yaml"
        try """
        ledger: \(lab.directory)/\(name)/ledger.sqlite
        stacks:
          - name: s
            directory: \(module)
            workspace: \(workspace)
            account: "123456789012"
            region: us-east-1
            endpoint: \(endpoint)

        """.write(toFile: path, atomically: true, encoding: .utf8)
        return path
    }

    private static let backends = [
        BackendLab.s3("lock.tfstate", "use_lockfile = true"),
        BackendLab.s3("table.tfstate", "dynamodb_table = \"\(BackendLab.table)\""),
        // Only Terraform can read this one.
        BackendLab.s3("command.tfstate", "custom_ca_bundle = \"/etc/ssl/certs/ca-certificates.crt\""),
    ]

    @Test func lookSendsNoRequestThatWrites() async throws {
        try await BackendLab.with { lab in
            for (number, backend) in Self.backends.enumerated() {
                let module = try await lab.module("m\(number)", backend: backend)
                try await lab.apply(module)
                try await RecordingProxy.with(lab.endpoint) { proxy in
                    func check(_ workspace: String, _ more: [String] = []) async throws -> Program {
                        let file = try configuration(
                            lab, module, workspace: workspace, endpoint: proxy.url)
                        return try await Program.run(["check", "--config", file] + more)
                    }
                    let there = try await check("default", ["--plan"])
                    #expect(
                        there.output.contains("2 resources") || there.output.contains("of 2 asked"),
                        "\(there.output) \(there.errorOutput)")
                    let slip = try await check("prd", ["--plan"])
                    #expect(slip.code == 3, "\(slip.output)")
                    #expect(
                        slip.output.contains("prd") && slip.output.contains("returns no state"),
                        "\(slip.output)")
                    let calls = try proxy.calls()
                    #expect(!calls.isEmpty)
                    let writing = calls.filter { !$0.isRead }
                    #expect(writing.isEmpty, "\(backend): \(writing)")
                }
            }
        }
    }

    /// The object is deleted while the service watches: it says what was lost, and puts nothing in its place.
    @Test func lostStateIsNamedAndNotReplaced() async throws {
        try await BackendLab.with { lab in
            let module = try await lab.module(
                "m", backend: BackendLab.s3("s.tfstate", "use_lockfile = true"))
            try await lab.apply(module)
            let file = try configuration(lab, module, workspace: "default", endpoint: lab.endpoint)
            let text = try String(contentsOfFile: file, encoding: .utf8)
            try ("interval: 1s\n" + text).write(toFile: file, atomically: true, encoding: .utf8)
            try await RunningService.with(file) { service in
                try await service.waitFor("snapshot of serial 1 stored")
                let state = try await lab.text("s.tfstate")
                try await lab.object("s.tfstate", nil)
                try await service.waitFor("2 resources until ")
                try await service.waitFor("s3://states/s.tfstate does not exist")
                let status = try await Program.run(["status", "--config", file])
                #expect(
                    status.output.contains("2 resources (s3://states/s.tfstate, read directly)"),
                    "\(status.output)")
                await #expect(throws: (any Error).self) { try await lab.text("s.tfstate") }
                try await lab.object(
                    "s.tfstate", state.replacing("\"lineage\": \"", with: "\"lineage\": \"0"))
                try await service.waitFor("of another lineage: it looks lost or replaced")
                try await lab.object("s.tfstate", state)
                let again = try await Program.run(["check", "--config", file])
                #expect(again.code == 0, "\(again.output)")
            }
        }
    }
}

extension RecordedCall {
    /// Whether the request changes nothing.
    fileprivate var isRead: Bool {
        if method == "GET" || method == "HEAD" { return true }
        let reads = ["Get", "Describe", "List", "Lookup"]
        if let operation = target.split(separator: ".").last {
            return reads.contains { operation.hasPrefix($0) }
        }
        let action = body.split(separator: "&").first { $0.hasPrefix("Action=") }?.dropFirst("Action=".count)
        return method == "POST" && action.map { action in reads.contains { action.hasPrefix($0) } } == true
    }
}
