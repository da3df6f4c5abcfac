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
        let record = try BackendRecord.read(stack)?.backend
        let backend = StateBackend(record, stack)
        let code = BackendsInCode(stack.directory)
        func command(_ reason: String) -> StatePlace { .command(backend: backend.type, because: reason) }
        guard code.isReadable else { return command("the directory has no code that can be read") }
        if code.encrypts || stack.environment["TF_ENCRYPTION"]?.isEmpty == false {
            // Only OpenTofu has this, and only it can read what it encrypted.
            return command("the state may be encrypted")
        }
        guard let record else {
            if code.mayConfigureOne {
                return command("the code may configure a backend, and 'terraform init' recorded none")
            }
            guard FileManager.default.fileExists(atPath: stack.dataDirectory + "/providers") else {
                return command("'terraform init' was not run")
            }
            if case .local(let path) = backend { return .file(path) }
            return command("it is not known")
        }
        guard code.agrees(with: backend.type, record.config) else {
            return command("the code configures another backend than 'terraform init' recorded")
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
