import Foundation

/// A regular file that is read whole, up to a limit. A named pipe, which would never end, and a file that is larger are not read.
struct BoundedFile {
    /// The largest state that is read, in bytes: the limit of the S3 backend's reader too.
    static let mostOfState = 512 << 20
    /// The most bytes of a file that a person writes or that describes a lock or a backend: code, lock infos, records of `init`.
    static let mostOfText = 16 << 20

    var bytes: [UInt8]

    enum Fault: Error {
        /// An `errno`.
        case unreadable(Int32)
        case notAFile
        case tooLarge(Int)

        /// In words, as `is not a file`.
        var text: String {
            switch self {
            case .unreadable(let number): "cannot be read: \(String(cString: strerror(number)))"
            case .notAFile: "is not a regular file"
            case .tooLarge(let most): "is larger than \(most >> 20) MiB, so it is not read"
            }
        }
    }

    init(_ path: String, most: Int) throws(Fault) {
        // Without waiting for a writer of a pipe.
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else { throw .unreadable(errno) }
        defer { close(file) }
        var about = stat()
        guard fstat(file, &about) == 0 else { throw .unreadable(errno) }
        guard about.st_mode & S_IFMT == S_IFREG else { throw .notAFile }
        guard about.st_size <= most else { throw .tooLarge(most) }
        bytes = try Self.read(file, about.st_size + 1, most)
    }

    /// The text; nil if the file cannot be read or is not UTF-8.
    static func text(_ path: String) -> String? {
        (try? BoundedFile(path, most: mostOfText)).flatMap { String(validating: $0.bytes, as: UTF8.self) }
    }

    /// Reads to the end, also of a file that grows meanwhile, but never more than the limit.
    private static func read(_ file: Int32, _ expected: Int, _ most: Int) throws(Fault) -> [UInt8] {
        var read: [UInt8] = []
        var room = expected
        while true {
            var part = 0
            var number: Int32 = 0
            let piece = [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
                repeat { part = Glibc.read(file, buffer.baseAddress, room) } while part < 0 && errno == EINTR
                number = errno
                count = max(0, part)
            }
            guard part >= 0 else { throw .unreadable(number) }
            guard part > 0 else { return read }
            read = read.isEmpty ? piece : read + piece
            guard read.count <= most else { throw .tooLarge(most) }
            room = max(64 << 10, expected - read.count)
        }
    }
}
