import CCrypto

/// SHA-256 (FIPS 180-4) and HMAC over it (RFC 2104), as the system's libcrypto computes them.
///
/// Both give 32 bytes. What libcrypto refuses, as for want of memory or in a mode that forbids it, ends the process: a
/// signature or a name made of anything else would be worse.
public enum SHA256 {
    private static let length = 32

    /// The hash of some bytes.
    public static func hash(_ bytes: some Collection<UInt8>) -> [UInt8] {
        contiguous(bytes) { input in
            [UInt8](unsafeUninitializedCapacity: length) { output, count in
                var written: UInt32 = 0
                let done = EVP_Digest(
                    input.baseAddress, input.count, output.baseAddress, &written, EVP_sha256(), nil)
                precondition(done == 1 && written == length, "libcrypto computes no SHA-256")
                count = length
            }
        }
    }

    /// The hash in lower-case hexadecimal.
    public static func hexadecimal(_ bytes: some Collection<UInt8>) -> String {
        Hashes.hexadecimal(hash(bytes))
    }

    /// The authentication code of a message under a key of any length.
    public static func authenticationCode(of message: some Collection<UInt8>, key: some Collection<UInt8>)
        -> [UInt8]
    {
        contiguous(message) { message in
            contiguous(key) { key in
                [UInt8](unsafeUninitializedCapacity: length) { output, count in
                    var written: UInt32 = 0
                    // A key without bytes is one, too, and nil would mean the last one used.
                    let empty: [UInt8] = [0]
                    let done = empty.withUnsafeBufferPointer { empty in
                        HMAC(
                            EVP_sha256(), key.baseAddress ?? empty.baseAddress, Int32(clamping: key.count),
                            message.baseAddress, message.count, output.baseAddress, &written)
                    }
                    precondition(done != nil && written == length, "libcrypto computes no HMAC")
                    count = length
                }
            }
        }
    }

    private static func contiguous<Value>(
        _ bytes: some Collection<UInt8>, _ body: (UnsafeBufferPointer<UInt8>) -> Value
    ) -> Value {
        bytes.withContiguousStorageIfAvailable(body) ?? Array(bytes).withUnsafeBufferPointer(body)
    }
}

/// Bytes as lower-case hexadecimal, two digits each.
public func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    var text: [UInt8] = []
    for byte in bytes {
        text.append(digits[Int(byte >> 4)])
        text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
}

private let digits = Array("0123456789abcdef".utf8)
