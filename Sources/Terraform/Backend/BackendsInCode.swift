import Foundation

/// The backends that the code of a root module configures, as far as it can be read without Terraform. Whatever is doubtful is left
/// to Terraform.
struct BackendsInCode {
    private var texts: [String] = []
    private(set) var isReadable = false

    init(_ directory: String) {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: directory) else { return }
        let endings = [".tf", ".tf.json", ".tofu", ".tofu.json"]
        for name in names where endings.contains(where: { name.hasSuffix($0) }) {
            guard let text = BoundedFile.text("\(directory)/\(name)") else { return }
            texts.append(text)
        }
        isReadable = !texts.isEmpty
    }

    init(texts: [String]) {
        self.texts = texts
        isReadable = !texts.isEmpty
    }

    /// Whether the code contains the word `backend` or `cloud`. A match in a comment does no harm: Terraform is run then.
    var mayConfigureOne: Bool { texts.contains { CodeWords.contain(["backend", "cloud"], $0) } }

    /// Whether the code may say how OpenTofu encrypts the state.
    var encrypts: Bool {
        texts.contains { CodeWords.contain(["state"], $0) && CodeWords.contain(["encryption"], $0) }
    }

    /// Whether the code configures this backend and no other, and names no setting with another value than the recorded one: after
    /// such a change Terraform wants `init` again, and reads nothing before.
    func agrees(with type: String, _ recorded: BackendRecord.Config?) -> Bool {
        guard mayConfigureOne else { return type == "local" }
        guard !texts.contains(where: { $0.contains(/(?m)^\s*cloud\s*\{/) }) else { return false }
        let blocks = texts.flatMap(Self.blocks)
        guard blocks.count == 1, blocks[0].type == type else { return false }
        return blocks[0].settings.allSatisfy { name, value in
            recorded.map { $0.agrees(name, value) } ?? false
        }
    }

    private struct Block {
        var type: String
        /// The settings that are literals: texts without escapes and interpolation, true and false.
        var settings: [(name: String, value: String)]
    }

    private static func blocks(_ text: String) -> [Block] {
        text.matches(of: /(?m)^\s*(?:terraform\s*\{\s*)?backend\s+"([^"]+)"\s*\{/).map { match in
            Block(type: String(match.1), settings: settings(text[match.range.upperBound...]))
        }
    }

    /// The literals directly in the block that begins here.
    private static func settings(_ text: Substring) -> [(name: String, value: String)] {
        var own = ""
        var depth = 1
        for character in text {
            if character == "{" || character == "[" { depth += 1 }
            if character == "}" || character == "]" { depth -= 1 }
            guard depth > 0 else { break }
            if depth == 1 { own.append(character) }
        }
        let literal = /^\s*([a-z_0-9]+)\s*=\s*(?:"([^"\\$%]*)"|(true|false))\s*(?:#.*|\/\/.*)?$/
        return own.split(separator: "\n").compactMap { line in
            line.wholeMatch(of: literal).map { (String($0.1), String($0.2 ?? $0.3 ?? "")) }
        }
    }
}

extension BackendRecord.Config {
    /// Whether a literal of the code has the recorded value; true for settings that do not say where the state or its lock is.
    fileprivate func agrees(_ name: String, _ value: String) -> Bool {
        let texts: [String: String?] = [
            "path": path, "workspace_dir": workspace_dir, "bucket": bucket, "key": key, "region": region,
            "workspace_key_prefix": workspace_key_prefix, "dynamodb_table": dynamodb_table,
            "profile": profile, "role_arn": role_arn, "endpoint": endpoint,
        ]
        if let recorded = texts[name] { return recorded ?? "" == value }
        return name != "use_lockfile" || value == "\(use_lockfile ?? false)"
    }
}
