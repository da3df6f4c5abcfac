import Hashes

/// Names for values that may hold a secret, or characters that a name must not contain.
enum SafeName {
    /// The first digits of the SHA-256 of a text, in hexadecimal.
    static func short(_ text: String, digits: Int) -> String {
        String(SHA256.hexadecimal(text.utf8).prefix(digits))
    }
}
