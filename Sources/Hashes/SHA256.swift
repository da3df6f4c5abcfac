import CCrypto

/// SHA-256 (FIPS 180-4) and HMAC with SHA-256 (RFC 2104), computed by the system's libcrypto.
///
/// Both return 32 bytes. If libcrypto fails, because memory is short or a policy forbids the algorithm, the process ends: a
/// wrong signature or a wrong name would be worse.
public enum SHA256 {
    private static let length = 32

    /// The SHA-256 hash of the bytes.
    public static func hash(_ bytes: some Collection<UInt8>) -> [UInt8] {
        contiguous(bytes) { input in
            [UInt8](unsafeUninitializedCapacity: length) { output, count in
                var written: UInt32 = 0
                let done = EVP_Digest(
                    input.baseAddress, input.count, output.baseAddress, &written, EVP_sha256(), nil)
                precondition(done == 1 && written == length, "libcrypto could not compute SHA-256")
                count = length
            }
        }
    }

    /// The hash in lower-case hexadecimal.
    public static func hexadecimal(_ bytes: some Collection<UInt8>) -> String {
        Hashes.hexadecimal(hash(bytes))
    }

    /// The HMAC of a message with a key of any length.
    public static func authenticationCode(of message: some Collection<UInt8>, key: some Collection<UInt8>)
        -> [UInt8]
    {
        contiguous(message) { message in
            contiguous(key) { key in
                [UInt8](unsafeUninitializedCapacity: length) { output, count in
                    var written: UInt32 = 0
                    // An empty key is valid, but a nil pointer would make libcrypto reuse the last key.
                    let empty: [UInt8] = [0]
                    let done = empty.withUnsafeBufferPointer { empty in
                        HMAC(
                            EVP_sha256(), key.baseAddress ?? empty.baseAddress, Int32(clamping: key.count),
                            message.baseAddress, message.count, output.baseAddress, &written)
                    }
                    precondition(done != nil && written == length, "libcrypto could not compute the HMAC")
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

/// The bytes in lower-case hexadecimal, two digits each.
public func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    var text: [UInt8] = []
    for byte in bytes {
        text.append(digits[Int(byte >> 4)])
        text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
}

private let digits = Array("0123456789abcdef".utf8)
