public import Decisions
import Foundation

extension Terraform {
    /// Whether somebody holds the lock, as far as it can be seen without taking it.
    ///
    /// On the local backend a lock is a file beside the state, and it is held only while a process has the state file
    /// locked as well: the file that a killed process left behind blocks nobody (measured with Terraform 1.11). On other
    /// backends it is unknown: a look that would take the lock is no look.
    public func lockStatus() async -> LockStatus {
        let stack = stack
        return await withCheckedContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(returning: Self.localLockStatus(stack)) }
        }
    }

    private static func localLockStatus(_ stack: TerraformStack) -> LockStatus {
        switch localStatePath(stack) {
        case .failure(let reason): return .unknown(reason)
        case .success(let path):
            let url = URL(fileURLWithPath: path)
            let info = url.deletingLastPathComponent().appendingPathComponent(
                ".\(url.lastPathComponent).lock.info")
            guard let bytes = try? Data(contentsOf: info) else { return .free }
            guard isLocked(path) else { return .free }
            guard let holder = LockInfo.parse(json: Array(bytes)) else {
                return .unknown(Unknown(.notParsed, "the lock info of \(stack.name) cannot be read"))
            }
            return .held(holder)
        }
    }

    /// Whether a process holds Terraform's advisory lock on the state file
    /// (Terraform, `internal/states/statemgr/filesystem_lock_unix.go`: `fcntl` with `F_SETLK` on the whole file).
    private static func isLocked(_ path: String) -> Bool {
        let file = open(path, O_RDWR | O_CLOEXEC)
        guard file >= 0 else { return true }
        defer { close(file) }
        var lock = flock()
        lock.l_type = Int16(F_WRLCK)
        lock.l_whence = Int16(SEEK_SET)
        guard fcntl(file, F_GETLK, &lock) == 0 else { return true }
        return lock.l_type != Int16(F_UNLCK)
    }

    /// Where the local backend keeps the state of this workspace.
    static func localStatePath(_ stack: TerraformStack) -> Result<String, Unknown> {
        struct Backend: Decodable {
            struct Inner: Decodable {
                struct Config: Decodable {
                    var path: String?
                    var workspace_dir: String?
                }
                var type: String
                var config: Config?
            }
            var backend: Inner?
        }
        var path: String?
        var workspaces: String?
        let file = stack.directory + "/.terraform/terraform.tfstate"
        if let data = try? Data(contentsOf: URL(fileURLWithPath: file)) {
            guard let backend = try? JSONDecoder().decode(Backend.self, from: data) else {
                return .failure(Unknown(.notParsed, "\(file): cannot be read"))
            }
            if let inner = backend.backend {
                guard inner.type == "local" else {
                    return .failure(
                        Unknown(
                            .notAsked,
                            "a lock on the backend '\(inner.type)' cannot be seen without taking it"))
                }
                path = inner.config?.path
                workspaces = inner.config?.workspace_dir
            }
        }
        let relative =
            stack.workspace == "default"
            ? path ?? "terraform.tfstate"
            : "\(workspaces ?? "terraform.tfstate.d")/\(stack.workspace)/terraform.tfstate"
        return .success(relative.hasPrefix("/") ? relative : stack.directory + "/" + relative)
    }
}
