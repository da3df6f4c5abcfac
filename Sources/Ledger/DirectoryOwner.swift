import Foundation

/// Files that root creates in another user's state directory belong to that user. For example, if an operator sets a switch
/// before the service has ever run, the service must be able to write the file. No other file changes its owner, and none
/// outside that directory, because the directory's owner may have put a link there.
enum DirectoryOwner {
    /// Creates a file that does not exist yet, and opens it for reading and writing.
    ///
    /// - Returns: its descriptor; below zero if the file exists or cannot be created, with the reason in `errno`.
    static func make(_ path: String, mode: mode_t) -> CInt {
        let (directory, name) = parts(path)
        let folder = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { return -1 }
        defer { close(folder) }
        let file = openat(folder, name, O_CREAT | O_EXCL | O_RDWR | O_NOFOLLOW | O_CLOEXEC, mode)
        guard file >= 0 else { return -1 }
        var status = stat()
        if geteuid() == 0, fstat(folder, &status) == 0 { fchown(file, status.st_uid, status.st_gid) }
        return file
    }

    private static func parts(_ path: String) -> (directory: String, name: String) {
        let whole = path as NSString
        let directory = whole.deletingLastPathComponent
        return (directory.isEmpty ? "." : directory, whole.lastPathComponent)
    }

    /// Whether a path may be opened: a regular file, so that opening does not block as it does for a pipe; and not a link that
    /// another user made, who could let it point to a file that they may not write themselves.
    static func mayBeOpened(_ path: String) -> Bool {
        var (link, target) = (stat(), stat())
        guard lstat(path, &link) == 0, stat(path, &target) == 0, target.st_mode & S_IFMT == S_IFREG else {
            return false
        }
        return link.st_mode & S_IFMT != S_IFLNK || link.st_uid == 0 || link.st_uid == geteuid()
    }
}
