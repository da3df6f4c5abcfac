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
        for entry in (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? [] {
            guard let number = Int32(entry), number != getpid(),
                let place = Self.link("/proc/\(number)/cwd"), Self.works(in: place, for: directory),
                let program = Self.link("/proc/\(number)/exe"), isTerraform(program)
            else { continue }
            return "process \(number)"
        }
        return nil
    }

    /// Whether a process with this working directory works for the root module: in it, or in a mirror of it in a private directory
    /// of Terrier (`ModuleMirror`), whose path ends with that of the module.
    static func works(in place: String, for directory: String) -> Bool {
        let place = place.removingDeleted
        return place == directory || (place.hasSuffix(directory) && place.contains("/terrier-"))
    }

    /// Also under the name of a version (`terraform_1.5.7`), and after an upgrade has replaced the file.
    func isTerraform(_ program: String) -> Bool {
        let name = (program.removingDeleted as NSString).lastPathComponent
        let configured = (binary as NSString).lastPathComponent
        let resolved = (binary as NSString).resolvingSymlinksInPath
        return name.hasPrefix("terraform") && !name.hasPrefix("terraform-provider") || name.hasPrefix("tofu")
            || name == configured || name == (resolved as NSString).lastPathComponent
    }

    /// Nil for a process of another user, and for one that has ended.
    private static func link(_ path: String) -> String? {
        try? FileManager.default.destinationOfSymbolicLink(atPath: path)
    }
}

extension String {
    /// Linux adds this to the link of a file that is gone.
    fileprivate var removingDeleted: String {
        let mark = " (deleted)"
        return hasSuffix(mark) ? String(dropLast(mark.count)) : self
    }
}
