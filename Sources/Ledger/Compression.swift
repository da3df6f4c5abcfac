import CZstd

/// Compresses and decompresses the bodies of snapshots with zstd (RFC 8878).
///
/// With a prefix, a text is stored as its difference from another one: the compressor refers to the prefix as if it stood before
/// the text (zstd.h, "ZSTD_CCtx_refPrefix"). Both texts must fit into the window, or the beginning of the prefix is not found.
enum Compression {
    private static let level: Int32 = 3
    /// The smallest and the largest window that zstd accepts on every machine, as powers of two (zstd.h, `ZSTD_WINDOWLOG_MAX_32`).
    private static let windows: ClosedRange<Int32> = 10...30

    /// More than any state and its addresses have, in bytes.
    private static let largest = 1 << 32

    /// - Parameter prefix: the text from which the difference is stored; empty if the result must be readable alone.
    static func compress(_ bytes: [UInt8], after prefix: [UInt8] = []) throws(LedgerFault) -> [UInt8] {
        guard let context = ZSTD_createCCtx() else { throw failed }
        defer { ZSTD_freeCCtx(context) }
        ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, level)
        if !prefix.isEmpty {
            ZSTD_CCtx_setParameter(context, ZSTD_c_windowLog, window(bytes.count + prefix.count))
            // Finds the parts of a long prefix that the tables of the level do not cover.
            ZSTD_CCtx_setParameter(context, ZSTD_c_enableLongDistanceMatching, 1)
        }
        var output = [UInt8](repeating: 0, count: ZSTD_compressBound(bytes.count))
        // The prefix is not copied, so it must stay in place until the text is compressed.
        let size = prefix.withUnsafeBytes { prefix in
            bytes.withUnsafeBytes { bytes in
                output.withUnsafeMutableBytes { output in
                    if prefix.count > 0 { ZSTD_CCtx_refPrefix(context, prefix.baseAddress, prefix.count) }
                    return ZSTD_compress2(
                        context, output.baseAddress, output.count, bytes.baseAddress, bytes.count)
                }
            }
        }
        guard ZSTD_isError(size) == 0, size <= output.count else { throw failed }
        output.removeLast(output.count - size)
        return output
    }

    /// The size of the decompressed text, as the frame says it; nil if the bytes are no frame, or the frame does not say it.
    static func size(of bytes: [UInt8]) -> Int? {
        let size = ZSTD_getFrameContentSize(bytes, bytes.count)
        // The largest two numbers mean that there is no frame, or no size in it (zstd.h).
        return size >= UInt64.max - 1 ? nil : Int(exactly: size)
    }

    /// - Parameters:
    ///   - size: the size of the decompressed text. If the body has another size, the row is damaged.
    ///   - prefix: the same text that it was compressed after.
    static func decompress(
        _ bytes: [UInt8], size: Int, after prefix: [UInt8] = []
    ) throws(LedgerFault) -> [UInt8] {
        // The frame has the size too: no memory is taken for one that only the row has.
        guard size == Self.size(of: bytes), size <= largest, let context = ZSTD_createDCtx() else {
            throw damaged
        }
        defer { ZSTD_freeDCtx(context) }
        ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, windows.upperBound)
        var written = 0
        let output = [UInt8](unsafeUninitializedCapacity: size) { output, count in
            written = prefix.withUnsafeBytes { prefix in
                bytes.withUnsafeBytes { bytes in
                    if prefix.count > 0 { ZSTD_DCtx_refPrefix(context, prefix.baseAddress, prefix.count) }
                    return ZSTD_decompressDCtx(
                        context, output.baseAddress, size, bytes.baseAddress, bytes.count)
                }
            }
            count = ZSTD_isError(written) == 0 ? min(written, size) : 0
        }
        guard ZSTD_isError(written) == 0, written == size else { throw damaged }
        return output
    }

    /// The smallest window that holds this many bytes.
    private static func window(_ bytes: Int) -> Int32 {
        let bits = Int32(Int.bitWidth - max(1, bytes).leadingZeroBitCount)
        return min(max(bits, windows.lowerBound), windows.upperBound)
    }

    private static var failed: LedgerFault { LedgerFault(.failed, "a snapshot could not be compressed") }
    private static var damaged: LedgerFault {
        LedgerFault(.damaged, "its stored bytes cannot be decompressed")
    }
}
