import Decisions
import Foundation

/// Whether a directory looks like a root module in which `terraform init` was run, by the names of its files.
public enum RootModule {
    /// What is wrong with the directory, with what to do; nil if it looks right, or cannot be listed.
    ///
    /// - Parameter dataDirectory: the value of `TF_DATA_DIR` for the stack; nil for `.terraform`.
    public static func problem(_ directory: String, dataDirectory: String?) -> String? {
        noCode(directory) ?? neverInitialised(directory, dataDirectory)
    }

    /// If there is no code that Terraform reads in the directory.
    static func noCode(_ directory: String) -> String? {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: directory),
            !names.contains(where: { name in endings.contains { name.hasSuffix($0) } })
        else { return nil }
        if let own = terragrunt.first(where: names.contains) {
            return
                "\(directory): no Terraform code here, only \(own): Terragrunt makes the code in a directory of its own; run 'terragrunt init' and set 'directory:' to the directory below .terragrunt-cache that has the *.tf files"
        }
        return
            "\(directory): no Terraform code here (*.tf, *.tf.json, *.tofu); set 'directory:' to the root module"
    }

    /// If `terraform init` left nothing there.
    static func neverInitialised(_ directory: String, _ dataDirectory: String?) -> String? {
        let data = dataDirectory.flatMap { $0.isEmpty ? nil : $0 } ?? ".terraform"
        let path = data.hasPrefix("/") ? data : directory + "/" + data
        guard (try? FileManager.default.contentsOfDirectory(atPath: directory)) != nil,
            access(path, F_OK) != 0, errno == ENOENT
        else { return nil }
        let moved = data == ".terraform" ? "" : ShellWords.line(["TF_DATA_DIR=\(data)"]) + " "
        return
            "\(directory): never initialised, there is no \(data) in it; run '\(moved)terraform init' there, as its owner"
    }

    private static let endings = [".tf", ".tf.json", ".tofu", ".tofu.json"]
    private static let terragrunt = [
        "terragrunt.hcl", "terragrunt.hcl.json", "root.hcl", "terragrunt.stack.hcl",
    ]
}

extension Terraform {
    /// A fault that no state or no initialised directory was found, with what the directory shows of the reason.
    func explained(_ fault: TerraformFault) -> TerraformFault {
        guard fault.code == .noState || fault.code == .notInitialised else { return fault }
        if let why = RootModule.noCode(stack.directory) {
            return TerraformFault(.noCode, "the backend of \(stack.name) returns no state: \(why)")
        }
        guard fault.code == .noState,
            let why = RootModule.neverInitialised(stack.directory, stack.environment["TF_DATA_DIR"])
        else { return fault }
        return TerraformFault(.noState, "\(fault.description); \(why)")
    }
}
