/// A zip file without compression ("APPNOTE.TXT - .ZIP File Format Specification", 4.3). The same files give the same bytes.
enum ZipArchive {
    /// - Parameter files: contents by path; small ones, so that no size needs more than 32 bits.
    static func make(_ files: [String: [UInt8]]) -> [UInt8] {
        var archive: [UInt8] = []
        var directory: [UInt8] = []
        for (path, content) in files.sorted(by: { $0.key < $1.key }) {
            let name = Array(path.utf8)
            let place = UInt32(truncatingIfNeeded: archive.count)
            let common = fields(name, content)
            archive += bytes(0x0403_4b50 as UInt32) + common + bytes(0 as UInt16) + name + content
            // Made by Unix, version 2.0; a regular file that everybody may read: Lambda runs as another user.
            directory += bytes(0x0201_4b50 as UInt32) + bytes(0x0314 as UInt16) + common
            directory += bytes(0 as UInt16) + bytes(0 as UInt16) + bytes(0 as UInt16) + bytes(0 as UInt16)
            directory += bytes(UInt32(0o100644) << 16) + bytes(place) + name
        }
        let count = UInt16(truncatingIfNeeded: files.count)
        let start = UInt32(truncatingIfNeeded: archive.count)
        let size = UInt32(truncatingIfNeeded: directory.count)
        archive += directory + bytes(0x0605_4b50 as UInt32) + bytes(0 as UInt32) + bytes(count)
        return archive + bytes(count) + bytes(size) + bytes(start) + bytes(0 as UInt16)
    }

    /// From the version that is needed to the length of the name: stored, 1 January 1980.
    private static func fields(_ name: [UInt8], _ content: [UInt8]) -> [UInt8] {
        let size = bytes(UInt32(truncatingIfNeeded: content.count))
        return bytes(20 as UInt16) + bytes(0 as UInt16) + bytes(0 as UInt16) + bytes(0 as UInt16)
            + bytes(0x0021 as UInt16) + bytes(checksum(content)) + size + size
            + bytes(UInt16(truncatingIfNeeded: name.count))
    }

    /// CRC-32 with the polynomial of ISO 3309, bit by bit: the files are small.
    static func checksum(_ content: [UInt8]) -> UInt32 {
        var remainder: UInt32 = 0xFFFF_FFFF
        for byte in content {
            remainder ^= UInt32(byte)
            for _ in 0..<8 {
                remainder = remainder & 1 == 1 ? remainder >> 1 ^ 0xEDB8_8320 : remainder >> 1
            }
        }
        return ~remainder
    }

    /// The lowest byte first.
    private static func bytes<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
        withUnsafeBytes(of: number.littleEndian) { Array($0) }
    }
}
