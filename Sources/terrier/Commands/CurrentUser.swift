import Foundation

/// The user who runs a command.
enum CurrentUser {
    /// The name of the user who logged in, also under sudo (`SUDO_USER`); at most 64 characters, without white space.
    static var name: String {
        let behind = ProcessInfo.processInfo.environment["SUDO_USER"] ?? ""
        let name = behind.isEmpty ? NSUserName() : behind
        return String(
            name.filter { !$0.isWhitespace && !$0.unicodeScalars.contains { $0.value < 0x20 } }.prefix(64))
    }
}
