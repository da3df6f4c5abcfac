import Foundation

/// Who runs a command.
enum CurrentUser {
    /// The user who logged in, also behind sudo.
    static var name: String {
        let behind = ProcessInfo.processInfo.environment["SUDO_USER"] ?? ""
        let name = behind.isEmpty ? NSUserName() : behind
        return String(
            name.filter { !$0.isWhitespace && !$0.unicodeScalars.contains { $0.value < 0x20 } }.prefix(64))
    }
}
