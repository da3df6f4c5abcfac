import Crypto
import Foundation

/// Names for things that may hold a secret, or characters that a name may not.
enum Digest {
    /// The first digits of the SHA-256 of a text, in hexadecimal.
    static func short(_ text: String, digits: Int) -> String {
        let all = SHA256.hash(data: Data(text.utf8)).map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0\(digits)" : digits
        }
        return String(all.joined().prefix(digits))
    }
}
