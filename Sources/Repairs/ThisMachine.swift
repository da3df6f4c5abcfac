import Decisions
import Foundation

/// This user and this host, as Terraform names them in a lock.
enum ThisMachine {
    /// `user@host`
    static var who: String { "\(user)@\(host)" }

    static var user: String {
        guard let entry = getpwuid(getuid()), let name = entry.pointee.pw_name else { return "" }
        return String(cString: name)
    }

    static var host: String {
        var name = [CChar](repeating: 0, count: 256)
        guard gethostname(&name, name.count - 1) == 0 else { return "" }
        return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Whether a lock names this host, and this user or none: Terraform finds no name for a user that only the system's service
    /// manager knows.
    static func isHere(_ holder: LockHolder) -> Bool {
        guard isThisHost(holder), let mark = holder.who.lastIndex(of: "@") else { return false }
        let name = holder.who[..<mark]
        return name.isEmpty || name == user || name == ProcessInfo.processInfo.environment["USER"] ?? user
    }

    static func isThisHost(_ holder: LockHolder) -> Bool {
        !host.isEmpty && holder.who.hasSuffix("@\(host)")
    }
}
