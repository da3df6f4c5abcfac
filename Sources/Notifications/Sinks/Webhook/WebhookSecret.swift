import Foundation

/// The secret of a webhook: a file in the credentials directory (systemd.exec(5), `LoadCredential=`). It is read for every
/// attempt, so that a new one is used at once.
struct WebhookSecret: Sendable {
    var name: String
    /// `$CREDENTIALS_DIRECTORY`
    var directory: String?

    /// The keys, one per line: while one replaces another, both sign.
    ///
    /// - Throws: `MissingCredential` if the file cannot be read, is larger than 4096 bytes, is empty or has a key that is not Base64.
    func keys() async throws(MissingCredential) -> [[UInt8]] {
        guard let directory, !name.contains("/"), name != "..", name != "." else {
            throw missing("there is no credentials directory")
        }
        let path = "\(directory)/\(name)"
        let data = await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(returning: FileManager.default.contents(atPath: path))
            }
        }
        guard let data, data.count <= 4096 else { throw missing("it is not in the credentials directory") }
        let lines = String(decoding: data, as: UTF8.self).split(whereSeparator: \.isNewline)
            .map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
        guard !lines.isEmpty else { throw missing("it is empty") }
        var keys: [[UInt8]] = []
        for line in lines {
            guard line.hasPrefix("whsec_") else {
                keys.append(Array(line.utf8))
                continue
            }
            guard let key = Data(base64Encoded: String(line.dropFirst(6))), !key.isEmpty else {
                throw missing("what follows 'whsec_' is not Base64")
            }
            keys.append(Array(key))
        }
        return keys
    }

    private func missing(_ why: String) -> MissingCredential { MissingCredential(name: name, why: why) }
}
