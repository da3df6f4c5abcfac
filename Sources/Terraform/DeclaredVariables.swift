import Foundation

extension RootModule {
    /// Of these input variables, those that the code of the directory does not declare, as far as it can be read without Terraform.
    ///
    /// - Returns: nil if the code cannot be read.
    public static func undeclared(_ variables: [String], in directory: String) -> [String]? {
        var declared: Set<String> = []
        let isRead = readCode(in: directory) { file in
            switch file {
            case .code(let text): declared.formUnion(inCode(text))
            case .json(let object): declared.formUnion(inJSON(object["variable"]))
            }
        }
        return isRead ? variables.filter { !declared.contains($0) } : nil
    }

    /// A file of a root module's code.
    enum CodeFile {
        case code(String)
        case json([String: Any])
    }

    /// Reads each file of the code.
    ///
    /// - Returns: whether all of them could be read.
    static func readCode(in directory: String, _ take: (CodeFile) -> Void) -> Bool {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: directory) else {
            return false
        }
        for name in names.sorted() {
            let path = "\(directory)/\(name)"
            if [".tf", ".tofu"].contains(where: { name.hasSuffix($0) }) {
                guard let text = BoundedFile.text(path) else { return false }
                take(.code(text))
            } else if [".tf.json", ".tofu.json"].contains(where: { name.hasSuffix($0) }) {
                guard let file = try? BoundedFile(path, most: BoundedFile.mostOfText),
                    let object = try? JSONSerialization.jsonObject(with: Data(file.bytes)) as? [String: Any]
                else { return false }
                take(.json(object))
            }
        }
        return true
    }

    /// A name in a comment counts too: Terraform says so itself if the block is not there.
    static func inCode(_ text: String) -> [String] {
        text.matches(of: /(?m)^\s*variable\s+"?([A-Za-z_][A-Za-z0-9_-]*)"?\s*\{/).map { String($0.1) }
    }

    /// One object, or a list of them.
    static func inJSON(_ value: Any?) -> [String] {
        if let object = value as? [String: Any] { return Array(object.keys) }
        return (value as? [[String: Any]] ?? []).flatMap(\.keys)
    }
}
