import CZstd

/// Compresses and decompresses the bodies of snapshots with zstd.
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

    /// - Parameter size: the size of the decompressed text. If the body has another size, the row is damaged.
    static func decompress(_ bytes: [UInt8], size: Int) throws(LedgerFault) -> [UInt8] {
        var output = [UInt8](repeating: 0, count: size)
        let written = ZSTD_decompress(&output, size, bytes, bytes.count)
        guard ZSTD_isError(written) == 0, written == size else {
            throw LedgerFault(.damaged, "a stored snapshot is damaged, so it is not returned")
        }
        return output
    }
}
