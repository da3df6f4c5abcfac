import Commands
import Foundation

/// The Debian package that `make deb` builds.
public enum BuiltPackage {
    /// The path of the package.
    ///
    /// - Throws: `SupportFault` if there is none, or if one of its sources is newer.
    public static func path() throws -> String {
        let path = "\(Machine.project)/dist/\(try name())"
        guard let built = modified(path) else {
            throw SupportFault("there is no \(path); run 'make deb' first")
        }
        if let newer = sources().first(where: { (modified($0) ?? .distantFuture) > built }) {
            throw SupportFault("\(newer) is newer than \(path); run 'make deb' again")
        }
        return path
    }

    public static func name() throws -> String { "terrier_\(try version())_amd64.deb" }

    /// The version of debian/changelog.
    public static func version() throws -> String {
        let changelog = try String(contentsOfFile: Machine.project + "/debian/changelog", encoding: .utf8)
        guard let version = changelog.firstMatch(of: /^terrier \(([^)]+)\)/)?.1 else {
            throw SupportFault("debian/changelog does not begin with a version")
        }
        return String(version)
    }

    /// Makes a package with the same files and an earlier version, for tests of an upgrade.
    public static func makePrevious(at path: String) async throws {
        let tree = path + ".tree"
        let steps = """
            set -eu; umask 022
            dpkg-deb -R '\(try self.path())' '\(tree)'
            sed -i 's/^Version: .*/Version: 0.0.1/' '\(tree)/DEBIAN/control'
            dpkg-deb --root-owner-group -Znone -b '\(tree)' '\(path)' >&2
            rm -r '\(tree)'
            """
        let made = try await Program.shell(steps)
        guard made.code == 0 else {
            throw SupportFault("the previous package was not made: \(made.errorOutput)")
        }
    }

    /// The files from which the package is built.
    private static func sources() -> [String] {
        var files = [
            "README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "LICENSE", "Makefile",
            "Package.swift",
        ]
        for directory in ["Sources", "systemd", "config", "docs"] {
            let found =
                (try? FileManager.default.subpathsOfDirectory(atPath: "\(Machine.project)/\(directory)"))
            files += (found ?? []).map { "\(directory)/\($0)" }
        }
        // Only these files of debian/, because debhelper writes newer files there.
        files += [
            "changelog", "control", "copyright", "rules", "terrier.postinst", "terrier.prerm",
            "terrier.postrm",
        ]
        .map { "debian/\($0)" }
        return files.sorted().map { "\(Machine.project)/\($0)" }
    }

    private static func modified(_ path: String) -> Date? {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        return attributes?[.modificationDate] as? Date
    }
}
