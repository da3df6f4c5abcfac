import Foundation

/// What this machine lets the process do with the stack's directory.
extension TerraformStack {
    /// Why no repair can be carried out from here, with what to do; nil where nothing is in the way. Terraform writes this
    /// directory on every backend: a lock or a state, or `errored.tfstate` where a backend fails in mid-apply.
    public var obstacle: String? {
        guard access(directory, W_OK) != 0 else { return nil }
        switch errno {
        case EROFS: return notWritable
        case EACCES: return notOurs
        default: return nil
        }
    }

    var notWritable: String {
        "this process may not write \(directory): name it in ReadWritePaths= of terrier-repair@.service"
    }

    var notOurs: String {
        "this user has no right to a file: see the owner of \(directory) and of all that is in it"
    }
}
