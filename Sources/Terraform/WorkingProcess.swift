import Foundation

extension TerraformStack {
    /// A process of this machine that runs Terraform in the stack's directory, as far as this user may see: `process 4711`. One
    /// whose parent was killed goes on, and still needs its lock.
    public func workingProcess() async -> String? {
        let stack = self
        return await withCheckedContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(returning: stack.findProcess()) }
        }
    }

    private func findProcess() -> String? {
        let directory = URL(fileURLWithPath: directory).resolvingSymlinksInPath().path
        let programs: Set = ["terraform", "tofu", (binary as NSString).lastPathComponent]
        for entry in (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? [] {
            guard let number = Int32(entry), number != getpid(),
                Self.link("/proc/\(number)/cwd") == directory,
                let program = Self.link("/proc/\(number)/exe"),
                programs.contains((program as NSString).lastPathComponent)
            else { continue }
            return "process \(number)"
        }
        return nil
    }

    /// Nil for a process of another user, and for one that has ended.
    private static func link(_ path: String) -> String? {
        try? FileManager.default.destinationOfSymbolicLink(atPath: path)
    }
}
