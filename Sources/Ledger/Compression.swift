import CZstd

/// zstd, for the bodies of snapshots.
enum Compression {
    static func compress(_ bytes: [UInt8]) throws(LedgerFault) -> [UInt8] {
        var output = [UInt8](repeating: 0, count: ZSTD_compressBound(bytes.count))
        let size = ZSTD_compress(&output, output.count, bytes, bytes.count, 3)
        guard ZSTD_isError(size) == 0 else {
            throw LedgerFault(.failed, "a snapshot could not be compressed")
        }
        output.removeLast(output.count - size)
        return output
    }

    /// - Parameter size: of the text; anything else in the body is a damaged row.
    static func decompress(_ bytes: [UInt8], size: Int) throws(LedgerFault) -> [UInt8] {
        var output = [UInt8](repeating: 0, count: size)
        let written = ZSTD_decompress(&output, size, bytes, bytes.count)
        guard ZSTD_isError(written) == 0, written == size else {
            throw LedgerFault(.damaged, "a stored snapshot is damaged and is not given out")
        }
        return output
    }
}
