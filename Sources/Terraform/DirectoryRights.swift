import Foundation

/// Whether the process may write the stack's directory.
extension TerraformStack {
    /// Why this process cannot run repairs in the directory, with what to do; nil if it can. Terraform writes to this directory on
    /// every backend: a lock or a state, or `errored.tfstate` if a backend fails during an apply.
    public var obstacle: String? {
        guard access(directory, W_OK) != 0 else { return nil }
        switch errno {
        case EROFS: return notWritable
        case EACCES: return accessDenied
        default: return nil
        }
    }

    var notWritable: String {
        "this process may not write \(directory): name it in ReadWritePaths= of terrier-repair@.service"
    }

    var accessDenied: String {
        "this user has no right to a file: check the owner of \(directory) and of everything in it"
    }
}
