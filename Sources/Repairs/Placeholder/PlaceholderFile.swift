import Foundation

/// The zip file with the code of a stack's placeholder. It stays where it is: Terraform reads it while it plans and while it
/// applies, and each repair that plans with the placeholder again uses the same path.
public struct PlaceholderFile: Sendable {
    /// An absolute path; empty if this repairer writes no such file.
    public var path: String
    private var replace: @Sendable (_ archive: [UInt8], _ path: String) -> Bool

    /// A repairer that writes no such file.
    public init() {
        self.init(path: "") { _, _ in false }
    }

    /// The file of a stack in the directory of the repair book, which only the repairer may write. It holds nothing secret.
    public init(of stack: String, besides book: String) {
        let directory = (book as NSString).deletingLastPathComponent
        self.init(path: "\(directory)/placeholders/\(stack)/placeholder.zip") { archive, path in
            let parent = (path as NSString).deletingLastPathComponent
            do {
                try FileManager.default.createDirectory(
                    atPath: parent, withIntermediateDirectories: true,
                    attributes: [.posixPermissions: 0o750])
            } catch {
                return false
            }
            return PrivateDirectory.write(archive, to: path, mode: 0o640)
        }
    }

    public init(path: String, replace: @escaping @Sendable ([UInt8], _ path: String) -> Bool) {
        self.path = path
        self.replace = replace
    }

    func write(_ code: PlaceholderCode) throws(ToolFault) {
        guard replace(code.archive, path) else {
            throw ToolFault(
                .failed, "\(path): the code of the placeholder cannot be written; make its directory writable"
            )
        }
    }
}
