import Decisions
import Foundation

/// The lock of a local state, as far as this can be seen without taking it.
///
/// The lock info is a file beside the state, but the lock is held only while a process also has an advisory lock on the state
/// file: the info file that a killed process left does not block anybody (measured with Terraform 1.11).
struct LocalLock {
    /// The path of the state.
    var path: String
    var stack: TerraformStack

    var status: LockStatus {
        let url = URL(fileURLWithPath: path)
        let info = url.deletingLastPathComponent().appendingPathComponent(
            ".\(url.lastPathComponent).lock.info")
        switch Self.locker(path) {
        case .nobody: return .free
        case .unknown(let why):
            return .unknown(Unknown(.denied, "the lock of \(stack.name) cannot be seen: \(path): \(why)"))
        case .process(let number):
            let holder = (try? BoundedFile(info.path, most: BoundedFile.mostOfText)).flatMap {
                LockInfo.parse(json: $0.bytes)
            }
            return .held(holder ?? Self.unnamed(number, info.path))
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
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
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
}
