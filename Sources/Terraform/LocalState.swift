import Foundation

/// Reads the state of a local backend directly from its file. `state pull` prints the same file, but takes 0.4 s, mostly for
/// the checksums of the providers (measured with Terraform 1.11 and the AWS provider).
extension Terraform {
    /// The state from its file; nil if Terraform must be run instead: before `init`, if the code configures a backend, or if the
    /// file is not a complete state.
    func localState() async -> State? {
        let stack = stack
        return await withCheckedContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(returning: Self.readLocalState(stack)) }
        }
    }

    private static func readLocalState(_ stack: TerraformStack) -> State? {
        guard isInitialised(stack.directory), !namesBackend(stack.directory),
            case .success(let path) = localStatePath(stack),
            let bytes = try? Data(contentsOf: URL(fileURLWithPath: path))
        else { return nil }
        // If the file is incomplete, empty or of another version, Terraform decides what it means.
        return try? State(parsing: Array(bytes), stack: stack.name)
    }

    private static func isInitialised(_ directory: String) -> Bool {
        FileManager.default.fileExists(atPath: directory + "/.terraform/providers")
    }

    /// Whether the root module may configure a backend: whether its code contains the word `backend` or `cloud`, or `init` recorded
    /// a backend. A match in a comment does no harm: Terraform is run then.
    private static func namesBackend(_ directory: String) -> Bool {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: directory) else { return true }
        let endings = [".tf", ".tf.json", ".tofu", ".tofu.json"]
        let code = names.filter { name in endings.contains { name.hasSuffix($0) } }
        if code.isEmpty || FileManager.default.fileExists(atPath: directory + "/.terraform/terraform.tfstate")
        {
            return true
        }
        return code.contains { name in
            guard let text = try? String(contentsOfFile: "\(directory)/\(name)", encoding: .utf8) else {
                return true
            }
            return CodeWords.contain(["backend", "cloud"], text)
        }
    }
}
