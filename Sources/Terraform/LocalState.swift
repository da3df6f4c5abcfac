import Foundation

/// Reading the state of a local backend as the file that it is: `state pull` prints this very file, and takes 0.4 s for it,
/// most of which goes into the checksums of the providers (measured with Terraform 1.11 and the AWS provider).
extension Terraform {
    /// The state from its file; nil wherever Terraform itself is to be asked: before `init`, where the code names a backend,
    /// and where the file is not a whole state.
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
        // Torn, empty, of another version: Terraform says what it makes of it.
        return try? State(parsing: Array(bytes), stack: stack.name)
    }

    private static func isInitialised(_ directory: String) -> Bool {
        FileManager.default.fileExists(atPath: directory + "/.terraform/providers")
    }

    /// Whether code of the root module says where the state is, by the words of it: one in a comment does no harm, Terraform
    /// is asked then. What `init` wrote down must say nothing of a backend either.
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
