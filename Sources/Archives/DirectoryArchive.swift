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
            // What begins with a dot is no lineage.
            for lineage in try entries("\(root)/\(stack)") where !lineage.hasPrefix(".") {
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
            let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
            guard descriptor >= 0 else { throw Self.fault(path) }
            defer { close(descriptor) }
            return try Self.read(descriptor, path)
        }
    }

    /// Writes a temporary file beside the directory of the lineage, makes it durable, and renames it.
    private func keepNow(_ file: [UInt8], _ name: ArchiveName, _ taken: Timestamp) throws(ArchiveFault) {
        try expectRoot()
        let path = "\(root)/\(name.path)"
        let directory = (path as NSString).deletingLastPathComponent
        let parent = (directory as NSString).deletingLastPathComponent
        for (made, above) in [(parent, root), (directory, parent)] {
            guard mkdir(made, 0o700) == 0 || errno == EEXIST else { throw Self.fault(made) }
            // Also if it is there already: who made it may have been killed before this.
            try Self.synchronise(above)
        }
        if try !Self.isKept(path, name) {
            try removeParts(in: parent, directory)
            // A name of its own: another service may write the same copy.
            let part = "\(parent)/.part-\(getpid())-\(UInt64.random(in: .min ... .max))"
            let descriptor = open(part, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC | O_NOFOLLOW, 0o600)
            guard descriptor >= 0 else { throw Self.fault(part) }
            defer { close(descriptor) }
            do throws(ArchiveFault) {
                try Self.fill(descriptor, file, taken, part)
                guard rename(part, path) == 0 else { throw Self.fault(path) }
            } catch {
                unlink(part)
                throw error
            }
        }
        try Self.synchronise(directory)
    }

    /// Whether the copy is there already, whole and durable.
    ///
    /// - Throws: an `ArchiveFault` if something else has its name.
    private static func isKept(_ path: String, _ name: ArchiveName) throws(ArchiveFault) -> Bool {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else {
            if errno == ENOENT { return false }
            throw errno == ELOOP ? ArchiveFault(wrong: path) : fault(path)
        }
        defer { close(descriptor) }
        guard let file = try? read(descriptor, path), file.isWhole(as: name) else {
            throw ArchiveFault(wrong: path)
        }
        guard fsync(descriptor) == 0 else { throw fault(path) }
        return true
    }

    /// Removes what killed services left: in the directory of the stack, if it is older than a day, and what older versions left in
    /// that of the lineage.
    private func removeParts(in parent: String, _ directory: String) throws(ArchiveFault) {
        unlink("\(directory)/.part")
        for name in try entries(parent) where name.hasPrefix(".part-") {
            var status = stat()
            guard lstat("\(parent)/\(name)", &status) == 0, status.st_ctim.tv_sec < time(nil) - 86_400 else {
                continue
            }
            unlink("\(parent)/\(name)")
        }
    }

    private static func read(_ descriptor: CInt, _ path: String) throws(ArchiveFault) -> ArchivedFile {
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
            status.st_size <= ArchiveBounds.file
        else {
            throw ArchiveFault("\(path): it is not a file of at most \(ArchiveBounds.file >> 20) MiB")
        }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: false)
        do {
            // At the end of a file there is nothing to read, which is nil.
            let data = try handle.read(upToCount: ArchiveBounds.file) ?? Data()
            return ArchivedFile(
                bytes: Array(data), taken: Timestamp(seconds: Int64(status.st_mtim.tv_sec)))
        } catch {
            throw fault(path)
        }
    }

    private static func fill(
        _ descriptor: CInt, _ file: [UInt8], _ taken: Timestamp, _ path: String
    ) throws(ArchiveFault) {
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: false)
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
