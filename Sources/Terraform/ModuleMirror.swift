import Foundation

/// A private directory that shows a root module as it is, with one more file in it.
///
/// Terraform reads `import` blocks only from the directory of the root module, and Terrier leaves nothing there, not even if it
/// is killed. So the plan is made in the mirror: everything in the module's directory is a symbolic link, and so is everything
/// beside its parent directories, because modules and files are referred to by paths such as `../modules/api`. The plan is applied
/// in the module's own directory: a plan file contains the code that it was made of (seen with Terraform 1.11, also with local
/// states, which are locked and read through the link).
///
/// Whatever the mirror shows differently, such as an absolute path in an attribute, makes the plan hold a change or fail. Then
/// nothing is applied.
struct ModuleMirror {
    /// The directory in which the plan is made.
    let directory: String

    /// Beyond this, a directory beside the module's parents is left out, and a module is not mirrored.
    static let mostBeside = 2000
    static let mostInside = 10_000

    /// - Parameters:
    ///   - module: the root module's directory.
    ///   - root: a directory inside one that only this user may enter. It is made, and replaced if it exists.
    ///   - file: the name of the additional file, and its text.
    /// - Throws: a `TerraformFault`, if a directory cannot be read or written.
    init(of module: String, at root: String, adding file: (name: String, text: String)) throws(TerraformFault)
    {
        let manager = FileManager.default
        guard let resolved = realpath(module, nil) else {
            throw TerraformFault(.directoryMissing, "\(module): cannot be resolved to an absolute path")
        }
        defer { free(resolved) }
        let parts = String(cString: resolved).split(separator: "/").map(String.init)
        directory = ([root] + parts).joined(separator: "/")
        do {
            // That of an earlier plan of the same repair.
            if manager.fileExists(atPath: root) { try manager.removeItem(atPath: root) }
            try manager.createDirectory(
                atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            for depth in parts.indices {
                let parent = parts.prefix(depth).map { "/" + $0 }.joined()
                // A directory that cannot be listed cannot be linked: a module in it is not found, and the plan fails.
                let names = (try? manager.contentsOfDirectory(atPath: parent.isEmpty ? "/" : parent)) ?? []
                guard names.count <= Self.mostBeside else { continue }
                for name in names where name != parts[depth] {
                    try Self.link("\(parent)/\(name)", at: root + parent + "/" + name)
                }
            }
            let path = "/" + parts.joined(separator: "/")
            let names = try manager.contentsOfDirectory(atPath: path)
            guard names.count <= Self.mostInside else {
                throw TerraformFault(.failed, "\(module): it has more than \(Self.mostInside) entries")
            }
            for name in names { try Self.link("\(path)/\(name)", at: "\(directory)/\(name)") }
            try Data(file.text.utf8).write(to: URL(fileURLWithPath: "\(directory)/\(file.name)"))
        } catch let fault as TerraformFault {
            throw fault
        } catch {
            throw TerraformFault(
                .failed, "\(module): it could not be mirrored in \(root) for the plan of an import")
        }
    }

    private static func link(_ target: String, at path: String) throws(TerraformFault) {
        guard symlink(target, path) == 0 else {
            throw TerraformFault(.failed, "\(path): \(String(cString: strerror(errno)))")
        }
    }
}
