public import Decisions
import Foundation

/// `errored.tfstate`, which Terraform writes in its working directory if a backend fails during an apply.
extension Terraform {
    /// Reads the file, if it is there. It is compared with `comparing(_:with:)`.
    public func unsavedState() async -> UnsavedStateFile? {
        let stack = stack
        return await withCheckedContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(returning: UnsavedStateFile(stack)) }
        }
    }

    /// Throws if the file exists: a plan that will be applied would create the same resources again.
    public func refuseUnsavedState() throws(TerraformFault) {
        if let why = stack.unsavedStateObstacle { throw TerraformFault(.failed, why) }
    }
}

extension TerraformStack {
    var unsavedStateFile: String { directory + "/errored.tfstate" }

    /// Why no repair may plan while the file exists, with what to do; nil if it does not.
    public var unsavedStateObstacle: String? {
        guard FileManager.default.fileExists(atPath: unsavedStateFile) else { return nil }
        return
            "\(unsavedStateFile): an apply could not save its state; push it to the stack's workspace and remove it: \(manual.pushing(unsavedStateFile))"
    }
}

/// What is in the file. Only addresses, lineage and serial are kept.
public struct UnsavedStateFile: Sendable {
    var path: String
    /// The command that writes it to the backend.
    var push: String
    var contents: Result<(lineage: String, serial: UInt64, addresses: [Address]), TerraformFault>

    /// The largest file that is read: the limit for a state.
    private static let most = 512 << 20

    /// Nil if there is no such file.
    init?(_ stack: TerraformStack) {
        path = stack.unsavedStateFile
        push = stack.manual.pushing(path)
        var about = stat()
        guard stat(path, &about) == 0 else { return nil }
        guard about.st_mode & S_IFMT == S_IFREG, about.st_size <= Self.most,
            let bytes = try? Data(contentsOf: URL(fileURLWithPath: path))
        else {
            contents = .failure(TerraformFault(.failed, "this user may not read it, or it is too large"))
            return
        }
        do throws(TerraformFault) {
            let state = try State(parsing: Array(bytes), stack: stack.name)
            contents = .success((state.lineage, state.serial, state.managed.map(\.address)))
        } catch {
            contents = .failure(TerraformFault(error.code, "it is not a complete state"))
        }
    }

    /// What the file has more than the backend's state.
    ///
    /// - Parameter state: the backend's state; nil if it is not known.
    public func compared(with state: State?) -> UnsavedState {
        switch contents {
        case .failure(let fault):
            return UnsavedState(
                file: path, backendSerial: state?.serial, fault: fault.description, push: push)
        case .success(let (lineage, serial, addresses)):
            let written = state.map { Set($0.written.map(\.address)) }
            let own = Set(addresses)
            return UnsavedState(
                file: path, serial: serial, backendSerial: state?.serial,
                isOfThisLineage: state.map { $0.lineage == lineage },
                more: written.map { names in addresses.filter { !names.contains($0) } },
                fewer: written.map { names in names.count { !own.contains($0) } }, push: push)
        }
    }
}
