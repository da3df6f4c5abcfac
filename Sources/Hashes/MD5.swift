import CCrypto

/// MD5 (RFC 1321), computed by the system's libcrypto: only to compare with what others computed with it.
public enum MD5 {
    /// The hash in lower-case hexadecimal; nil if a policy of the system forbids MD5.
    public static func hexadecimal(_ bytes: [UInt8]) -> String? {
        var output = [UInt8](repeating: 0, count: 16)
        var written: UInt32 = 0
        let done = bytes.withUnsafeBufferPointer { input in
            EVP_Digest(input.baseAddress, input.count, &output, &written, EVP_md5(), nil)
        }
        return done == 1 && written == 16 ? Hashes.hexadecimal(output) : nil
    }
}
