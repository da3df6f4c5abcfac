import Foundation

/// What root makes in somebody's state directory belongs to that somebody, as a switch that a person sets before the service
/// has ever run: the service could not write it otherwise. Nothing else is given away, and nothing that lies elsewhere: whose
/// directory it is may have put a link there.
enum DirectoryOwner {
    /// Makes a file that is not there yet, and leaves it open for reading and writing.
    ///
    /// - Returns: its descriptor; below zero where there is one already or none can be made, as `errno` says.
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

    /// Whether a file is one that may be opened: nothing that waits for another process, as a pipe does, and no link that
    /// somebody else made, who might have it point to what they may not write themselves.
    static func mayBeOpened(_ path: String) -> Bool {
        var (link, target) = (stat(), stat())
        guard lstat(path, &link) == 0, stat(path, &target) == 0, target.st_mode & S_IFMT == S_IFREG else {
            return false
        }
        return link.st_mode & S_IFMT != S_IFLNK || link.st_uid == 0 || link.st_uid == geteuid()
    }
}
