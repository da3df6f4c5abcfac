import Decisions
import Foundation

/// An archive in a directory, which exists already: a disk that is not mounted is not replaced by a new directory.
///
/// All work waits for the disk, so it runs outside the cooperative pool.
struct DirectoryArchive: Archive {
    /// An absolute path.
    var root: String

    func keep(_ file: [UInt8], as name: ArchiveName, taken: Timestamp) async throws(ArchiveFault) {
        try await offPool { () throws(ArchiveFault) in try keepNow(file, name, taken) }
    }

    func copies(of stack: String) async throws(ArchiveFault) -> [ArchivedCopy] {
        try await offPool { () throws(ArchiveFault) in
            try expectRoot()
            var found: [ArchivedCopy] = []
            for lineage in try entries("\(root)/\(stack)") {
                for file in try entries("\(root)/\(stack)/\(lineage)") {
                    let path = "\(stack)/\(lineage)/\(file)"
                    var status = stat()
                    guard let name = ArchiveName(path: path), lstat("\(root)/\(path)", &status) == 0 else {
                        continue
                    }
                    let written = Timestamp(seconds: Int64(status.st_mtim.tv_sec))
                    found.append(ArchivedCopy(name: name, written: written))
                    // Now and then, so that the list stays bounded in a directory with more files.
                    if found.count >= 2 * ArchiveBounds.names { found = ArchivedCopy.last(found) }
                }
            }
            return ArchivedCopy.last(found)
        }
    }

    func file(_ name: ArchiveName) async throws(ArchiveFault) -> ArchivedFile {
        try await offPool { () throws(ArchiveFault) in
            let path = "\(root)/\(name.path)"
            let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
            guard descriptor >= 0 else { throw Self.fault(path) }
            let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
            var status = stat()
            guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
                status.st_size <= ArchiveBounds.file
            else {
                throw ArchiveFault("\(path): it is not a file of at most \(ArchiveBounds.file >> 20) MiB")
            }
            guard let data = try? handle.read(upToCount: ArchiveBounds.file) else { throw Self.fault(path) }
            return ArchivedFile(
                bytes: Array(data), taken: Timestamp(seconds: Int64(status.st_mtim.tv_sec)))
        }
    }

    /// Writes a temporary file beside the final one, makes it durable, and renames it.
    private func keepNow(_ file: [UInt8], _ name: ArchiveName, _ taken: Timestamp) throws(ArchiveFault) {
        try expectRoot()
        let path = "\(root)/\(name.path)"
        guard access(path, F_OK) != 0 else { return }
        let directory = (path as NSString).deletingLastPathComponent
        let parent = (directory as NSString).deletingLastPathComponent
        for (made, above) in [(parent, root), (directory, parent)] {
            guard mkdir(made, 0o700) == 0 else {
                guard errno == EEXIST else { throw Self.fault(made) }
                continue
            }
            try Self.synchronise(above)
        }
        // Always the same name, so that a killed service leaves at most one such file, which the next attempt replaces.
        let part = "\(directory)/.part"
        unlink(part)
        let descriptor = open(part, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw Self.fault(part) }
        do throws(ArchiveFault) {
            try Self.fill(descriptor, file, taken, part)
            guard rename(part, path) == 0 else { throw Self.fault(path) }
        } catch {
            unlink(part)
            throw error
        }
        try Self.synchronise(directory)
    }

    private static func fill(
        _ descriptor: CInt, _ file: [UInt8], _ taken: Timestamp, _ path: String
    ) throws(ArchiveFault) {
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        let time = timespec(tv_sec: Int(clamping: taken.milliseconds / 1000), tv_nsec: 0)
        do {
            try handle.write(contentsOf: Data(file))
        } catch {
            throw ArchiveFault("\(path): it cannot be written completely; check the free space")
        }
        guard futimens(descriptor, [time, time]) == 0, fsync(descriptor) == 0 else { throw fault(path) }
    }

    /// Makes new names in a directory durable.
    private static func synchronise(_ directory: String) throws(ArchiveFault) {
        let descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw fault(directory) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw fault(directory) }
    }

    private func expectRoot() throws(ArchiveFault) {
        var status = stat()
        guard stat(root, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
            throw ArchiveFault(
                "\(root): there is no such directory; mount or create it, and give it to the user of the service"
            )
        }
    }

    /// The names in a directory, sorted; none if there is no such directory.
    private func entries(_ directory: String) throws(ArchiveFault) -> [String] {
        guard access(directory, F_OK) == 0 else { return [] }
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: directory) else {
            throw Self.fault(directory)
        }
        return names.sorted()
    }

    private static func fault(_ path: String) -> ArchiveFault {
        let why = String(cString: strerror(errno))
        let advice =
            [EACCES, EPERM, EROFS].contains(errno)
            ? "; the user of the service must be able to use it, and its unit needs ReadWritePaths=" : ""
        return ArchiveFault("\(path): \(why)\(advice)")
    }

    private func offPool<Value: Sendable>(
        _ work: @escaping @Sendable () throws(ArchiveFault) -> Value
    ) async throws(ArchiveFault) -> Value {
        let result: Result<Value, ArchiveFault> = await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                do throws(ArchiveFault) {
                    continuation.resume(returning: .success(try work()))
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
        }
        return try result.get()
    }
}
