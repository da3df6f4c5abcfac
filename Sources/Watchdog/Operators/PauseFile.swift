import Foundation

/// `paused` beside the configuration: while it is there, no repair starts. Configuration management can own it, as people own
/// the switch in the ledger.
struct PauseFile: Sendable {
    let path: String

    init(besides configuration: String) {
        path = (configuration as NSString).deletingLastPathComponent + "/paused"
    }

    /// Why repairs are paused, by the file's first line; nil where there is no such file.
    func reason() async -> String? {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async { [path] in continuation.resume(returning: Self.reason(path)) }
        }
    }

    private static func reason(_ path: String) -> String? {
        // What cannot be told to be absent is there.
        guard access(path, F_OK) == 0 || errno != ENOENT else { return nil }
        let text = FileManager.default.contents(atPath: path).map {
            String(decoding: $0.prefix(300), as: UTF8.self)
        }
        let line = text?.split(separator: "\n").first.map { $0.trimmingCharacters(in: .whitespaces) } ?? ""
        return "\(path)\(line.isEmpty ? "" : ": \(line)")"
    }
}
