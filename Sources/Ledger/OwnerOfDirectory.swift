import Foundation

/// What root makes in somebody's state directory belongs to that somebody, as a switch that a person sets before the service
/// has ever run: the service could not write it otherwise.
enum OwnerOfDirectory {
    static func take(_ file: CInt, in directory: String) {
        var status = stat()
        guard geteuid() == 0, stat(directory, &status) == 0 else { return }
        fchown(file, status.st_uid, status.st_gid)
    }
}
