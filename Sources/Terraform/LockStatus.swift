public import Decisions
import Foundation

extension Terraform {
    /// Whether the lock is held, as far as this can be seen without taking it.
    ///
    /// On the local backend the lock info is a file beside the state, but the lock is held only while a process also has an
    /// advisory lock on the state file: the info file that a killed process left does not block anybody (measured with Terraform
    /// 1.11). On other backends the status is unknown, because reading it would take the lock.
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
            switch locker(path) {
            case .nobody: return .free
            case .unknown(let why):
                return .unknown(Unknown(.denied, "the lock of \(stack.name) cannot be seen: \(path): \(why)"))
            case .process(let number):
                let holder = (try? Data(contentsOf: info)).flatMap { LockInfo.parse(json: Array($0)) }
                return .held(holder ?? unnamed(number, info.path))
            }
        }
    }

    private enum Locker {
        case nobody
        case process(pid_t)
        case unknown(String)
    }

    /// The process that holds Terraform's advisory lock on the state file
    /// (Terraform, `internal/states/statemgr/filesystem_lock_unix.go`: `fcntl` with `F_SETLK` on the whole file). The kernel
    /// reports it to every process that may open the file for reading.
    private static func locker(_ path: String) -> Locker {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        // If there is no state yet, Terraform creates the file before it locks it, so the lock is free.
        guard file >= 0 else { return errno == ENOENT ? .nobody : .unknown(String(cString: strerror(errno))) }
        defer { close(file) }
        var lock = flock()
        lock.l_type = Int16(F_WRLCK)
        lock.l_whence = Int16(SEEK_SET)
        guard fcntl(file, F_GETLK, &lock) == 0 else { return .unknown(String(cString: strerror(errno))) }
        return lock.l_type == Int16(F_UNLCK) ? .nobody : .process(lock.l_pid)
    }

    /// A holder whose lock info this user may not read (Terraform creates it with mode 0600) or that has not written it yet.
    private static func unnamed(_ process: pid_t, _ info: String) -> LockHolder {
        var about = stat()
        let since = stat(info, &about) == 0 ? Timestamp(seconds: Int64(about.st_mtim.tv_sec)) : nil
        return LockHolder(
            id: "not readable", operation: "operation not readable", who: "process \(process)",
            created: since?.description ?? "an unknown time", createdAt: since)
    }

    /// The path of the state file of this workspace on the local backend.
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
