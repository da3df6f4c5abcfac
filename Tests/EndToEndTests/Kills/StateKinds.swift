import Foundation
import TestSupport

/// The kinds of repair that change no resources: of a state, of a lock, and a command of the user's own.
struct StateKinds: Sendable {
    var lab: BackendLab
    var module: String
    var stack: KilledStack
    private static let object = "k.tfstate"
    private static let lockObject = "k.tfstate.tflock"
    private static let holder =
        #"{"ID":"6f3d","Operation":"OperationTypeApply","Who":"ci@runner","Created":"2026-11-24T10:48:04.6Z"}"#

    static func with(_ lab: BackendLab) async throws -> StateKinds {
        let module = try await lab.module("m", backend: BackendLab.s3(object, "use_lockfile = true"))
        try await lab.apply(module)
        let (script, file) = (module + ".sh", module + ".yaml")
        try "sleep 1.5\necho done >>\(module).done\n".write(
            toFile: script, atomically: true, encoding: .utf8)
        let mark = "AWS_ENDPOINT_URL=\(lab.endpoint)"
        try """
        ledger: \(module)-ledger/ledger.sqlite
        interval: 1s
        host_budget: 100 per 1m
        stacks:
          - name: k
            directory: \(module)
            account: "123456789012"
            region: us-east-1
            endpoint: \(lab.endpoint)
            commands: [{name: flush, command: [/bin/sh, \(script), "\(mark)"]}]
            guardrails: {budget: 100 per 1m, stack_budget: 100 per 1m}

        """.write(toFile: file, atomically: true, encoding: .utf8)
        return StateKinds(
            lab: lab, module: module,
            stack: KilledStack(
                name: "k", configuration: file, book: module + "-ledger/repairs.sqlite", mark: mark,
                lock: { try? await lab.text(lockObject) }, person: { _ in false }))
    }

    var units: [[KilledKind]] { [[restoreState], [unlock], [run]] }

    private var restoreState: KilledKind {
        KilledKind(
            name: "restore-state", arguments: [], steps: ["", "guardrails", "apply", "apply", "apply"],
            spread: .milliseconds(700),
            harm: {
                _ = try await stack.terrier(["snapshot", "k", "--label", "before it is lost"])
                try await lab.object(Self.object, nil)
            }, nothingLeft: "newer than what was believed", faults: { try await planned() })
    }

    private var unlock: KilledKind {
        KilledKind(
            name: "unlock", arguments: ["--id", "6f3d"], steps: ["", "guardrails"],
            spread: .milliseconds(4500), harm: { try await lab.object(Self.lockObject, Self.holder) },
            nothingLeft: "nobody holds the state lock", faults: { try await planned() })
    }

    private var run: KilledKind {
        KilledKind(
            name: "run", arguments: ["--command", "flush"], steps: ["", "guardrails", "apply"],
            spread: .milliseconds(1500),
            harm: { try? FileManager.default.removeItem(atPath: module + ".done") },
            nothingLeft: "nothing is left of a command",
            faults: {
                let isDone = FileManager.default.fileExists(atPath: module + ".done")
                return (isDone ? [] : ["the command has not run"]) + (try await planned())
            })
    }

    /// Whether Terraform can take the lock, and would change nothing.
    private func planned() async throws -> [String] {
        do {
            _ = try await lab.terraform(
                module, ["plan", "-detailed-exitcode", "-input=false", "-no-color"])
            return []
        } catch {
            return ["the plan is not empty: \(error)"]
        }
    }
}
