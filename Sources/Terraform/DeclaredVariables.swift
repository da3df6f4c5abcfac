import Foundation

extension RootModule {
    /// Of these input variables, those that the code of the directory does not declare, as far as it can be read without Terraform.
    ///
    /// - Returns: nil if the code cannot be read.
    public static func undeclared(_ variables: [String], in directory: String) -> [String]? {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: directory) else { return nil }
        var declared: Set<String> = []
        for name in names.sorted() {
            let path = "\(directory)/\(name)"
            if [".tf", ".tofu"].contains(where: { name.hasSuffix($0) }) {
                guard let text = BoundedFile.text(path) else { return nil }
                declared.formUnion(inCode(text))
            } else if [".tf.json", ".tofu.json"].contains(where: { name.hasSuffix($0) }) {
                guard let file = try? BoundedFile(path, most: BoundedFile.mostOfText),
                    let object = try? JSONSerialization.jsonObject(with: Data(file.bytes)) as? [String: Any]
                else { return nil }
                declared.formUnion(inJSON(object["variable"]))
            }
        }
        return variables.filter { !declared.contains($0) }
    }

    /// A name in a comment counts too: Terraform says so itself if the block is not there.
    static func inCode(_ text: String) -> [String] {
        text.matches(of: /(?m)^\s*variable\s+"?([A-Za-z_][A-Za-z0-9_-]*)"?\s*\{/).map { String($0.1) }
    }

    /// One object, or a list of them.
    private static func inJSON(_ value: Any?) -> [String] {
        if let object = value as? [String: Any] { return Array(object.keys) }
        return (value as? [[String: Any]] ?? []).flatMap(\.keys)
    }
}
