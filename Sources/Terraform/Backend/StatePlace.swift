import Foundation

/// How the state of a stack is read.
public enum StatePlace: Sendable, Equatable {
    /// From its file.
    case file(String)
    /// From its object.
    case object(StateBackend.S3)
    /// By `terraform state pull`, and why.
    case command(backend: String, because: String)

    /// The place, in words: `s3://bucket/key, read directly`.
    public var description: String {
        switch self {
        case .file(let path): "\(path), read directly"
        case .object(let s3): "\(s3.url), read directly"
        case .command(let backend, let reason): "backend \(backend), read by Terraform: \(reason)"
        }
    }

    /// Looks at the code and at what `terraform init` recorded. Whatever they do not agree on is left to Terraform, which refuses
    /// it with the right words.
    ///
    /// - Throws: a `TerraformFault` with `notInitialised` if the record cannot be read.
    public static func of(_ stack: TerraformStack) throws(TerraformFault) -> StatePlace {
        let backend = try StateBackend.read(stack)
        let code = BackendsInCode(stack.directory)
        func command(_ reason: String) -> StatePlace { .command(backend: backend.type, because: reason) }
        guard code.isReadable else { return command("the directory has no code that can be read") }
        if code.encrypts || stack.environment["TF_ENCRYPTION"]?.isEmpty == false {
            // Only OpenTofu has this, and only it can read what it encrypted.
            return command("the state may be encrypted")
        }
        guard try BackendRecord.read(stack)?.backend != nil else {
            if code.mayConfigureOne {
                return command("the code may configure a backend, and 'terraform init' recorded none")
            }
            guard FileManager.default.fileExists(atPath: stack.dataDirectory + "/providers") else {
                return command("'terraform init' was not run")
            }
            if case .local(let path) = backend { return .file(path) }
            return command("it is not known")
        }
        guard code.names(backend.type) else {
            return command("the code names another backend than 'terraform init' recorded")
        }
        switch backend {
        case .local(let path): return .file(path)
        case .s3(let s3):
            guard s3.otherSettings.isEmpty else {
                return command("it sets \(s3.otherSettings.joined(separator: ", "))")
            }
            guard s3.region != nil else { return command("it names no region") }
            return .object(s3)
        case .service: return command("Terrier reads only files and objects in S3")
        }
    }
}

/// The backends that the code of a root module may configure. A match in a comment does no harm: Terraform is run then.
struct BackendsInCode {
    private var texts: [String] = []
    private(set) var isReadable = false

    init(_ directory: String) {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: directory) else { return }
        let endings = [".tf", ".tf.json", ".tofu", ".tofu.json"]
        for name in names where endings.contains(where: { name.hasSuffix($0) }) {
            guard let text = try? String(contentsOfFile: "\(directory)/\(name)", encoding: .utf8) else {
                return
            }
            texts.append(text)
        }
        isReadable = !texts.isEmpty
    }

    /// Whether the code contains the word `backend` or `cloud`.
    var mayConfigureOne: Bool { texts.contains { CodeWords.contain(["backend", "cloud"], $0) } }

    /// Whether the code may say how OpenTofu encrypts the state.
    var encrypts: Bool {
        texts.contains { CodeWords.contain(["state"], $0) && CodeWords.contain(["encryption"], $0) }
    }

    /// Whether the code configures a backend of this type; true for the local one if it configures none.
    func names(_ type: String) -> Bool {
        let configuring = texts.filter { CodeWords.contain(["backend"], $0) }
        guard !configuring.isEmpty else { return type == "local" && !mayConfigureOne }
        return configuring.contains { $0.contains("\"\(type)\"") }
    }
}
