import Foundation

/// The file `paused` in the directory of the configuration: while it exists, no repair starts. It is meant for configuration
/// management, as the switch in the ledger is meant for people.
struct PauseFile: Sendable {
    let path: String

    init(besides configuration: String) {
        path = (configuration as NSString).deletingLastPathComponent + "/paused"
    }

    /// Why repairs are paused: the path and the file's first line; nil if there is no such file.
    func reason() async -> String? {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async { [path] in continuation.resume(returning: Self.reason(path)) }
        }
    }

    private static func reason(_ path: String) -> String? {
        // If it is not certain that the file is absent, it counts as present.
        guard access(path, F_OK) == 0 || errno != ENOENT else { return nil }
        let text = FileManager.default.contents(atPath: path).map {
            String(decoding: $0.prefix(300), as: UTF8.self)
        }
        let line = text?.split(separator: "\n").first.map { $0.trimmingCharacters(in: .whitespaces) } ?? ""
        return "\(path)\(line.isEmpty ? "" : ": \(line)")"
    }
}
