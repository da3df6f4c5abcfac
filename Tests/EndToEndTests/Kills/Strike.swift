import Commands
import Foundation
import TestSupport

/// Sends SIGKILL to the processes of one stack.
struct Strike: Sendable {
    var stack: KilledStack
    var victim: Victim

    /// Kills the victims that run now.
    ///
    /// - Returns: whether there was one.
    func hit() -> Bool {
        let victims = victims()
        for pid in victims { kill(pid, SIGKILL) }
        return !victims.isEmpty
    }

    private func victims() -> [Int32] {
        let repairers =
            processes(with: "repair", stack.configuration) + processes(with: "repairer", stack.configuration)
        switch victim {
        case .repairer: return repairers
        case .watcher: return processes(with: "run", stack.configuration)
        case .terraform: return Self.children(of: stack.mark).filter(\.isLeader).map(\.pid)
        case .everything: return repairers + Self.children(of: stack.mark).map(\.pid)
        }
    }

    /// Terraform's processes and its providers', or those of the user's own command.
    static func children(of mark: String) -> [(pid: Int32, isLeader: Bool)] {
        let all = (try? FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap(Int32.init)) ?? []
        return all.compactMap { pid in
            let words = commandLine(pid)
            let program = ((words.first ?? "") as NSString).lastPathComponent
            if words.contains(mark), program != "terrier" { return (pid, true) }
            guard program.hasPrefix("terraform"),
                let environment = FileManager.default.contents(atPath: "/proc/\(pid)/environ"),
                environment.split(separator: 0).contains(where: { $0.elementsEqual(mark.utf8) })
            else { return nil }
            return (pid, program == "terraform")
        }
    }

    /// Waits until a killed repairer's Terraform has ended by itself. Providers that lost their Terraform are killed: they do
    /// nothing without it, and some stay.
    static func quiet(_ stack: KilledStack) async throws {
        for _ in 0..<3000 {
            let left = children(of: stack.mark)
            guard left.contains(where: \.isLeader) else {
                for child in left { kill(child.pid, SIGKILL) }
                return
            }
            try await Task.sleep(for: .milliseconds(100))
        }
        let words = children(of: stack.mark).map { commandLine($0.pid).joined(separator: " ") }
        throw SupportFault("still running five minutes after the kill: \(words)")
    }
}

/// The lines of a command, as they arrive.
actor ArrivingLines {
    private var lines: [String] = []
    private var hasEnded = false

    func take(_ line: String) { lines.append(line) }
    func end() { hasEnded = true }

    /// Whether the command still runs, and has printed a line of the step; at once for an empty step.
    func wait(for step: String) async throws -> Bool {
        while !hasEnded {
            if step.isEmpty || lines.contains(where: { $0.hasPrefix("\(step): ") }) { return true }
            try await Task.sleep(for: .milliseconds(10))
        }
        return false
    }

    var isRunning: Bool { !hasEnded }
}
