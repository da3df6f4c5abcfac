import Foundation
import Hashes

extension Terraform {
    /// A fingerprint of what a plan is made from besides the state: the code of the root module and of its local modules, the
    /// files with variables, the lock file of the providers and the list of installed modules. The names, sizes, inodes and times
    /// of change of the files are read, not their contents. The values of environment variables are not included.
    ///
    /// - Returns: nil if a directory cannot be read, or if there are too many files.
    public func codeFingerprint() async -> String? {
        let stack = stack
        return await withCheckedContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(returning: CodeFingerprint.read(stack)) }
        }
    }
}

/// Reads the files of a stack's code.
private enum CodeFingerprint {
    /// More directories or files than this are not read; the code then counts as unknown.
    static let mostDirectories = 200
    static let mostFiles = 10_000

    static func read(_ stack: TerraformStack) -> String? {
        guard let directories = directories(of: stack), directories.count <= mostDirectories else {
            return nil
        }
        var lines: [String] = []
        for directory in directories {
            guard let names = try? FileManager.default.contentsOfDirectory(atPath: directory),
                lines.count + names.count <= mostFiles
            else { return nil }
            lines += names.filter(isCode).sorted().map { line(directory + "/" + $0) }
        }
        let others = [".terraform.lock.hcl", ".terraform/modules/modules.json"] + stack.varFiles
        lines += others.map { line($0.hasPrefix("/") ? $0 : stack.directory + "/" + $0) }
        return SHA256.hexadecimal(Array(lines.joined(separator: "\n").utf8))
    }

    private static func isCode(_ name: String) -> Bool {
        [".tf", ".tf.json", ".tofu", ".tofu.json", ".tfvars", ".tfvars.json"].contains { name.hasSuffix($0) }
    }

    private static func line(_ path: String) -> String {
        var about = stat()
        guard stat(path, &about) == 0 else { return "\(path) none" }
        return
            "\(path) \(about.st_ino) \(about.st_size) \(about.st_mtim.tv_sec).\(about.st_mtim.tv_nsec) \(about.st_ctim.tv_sec).\(about.st_ctim.tv_nsec)"
    }

    /// The root module's directory, and those of the modules that `init` recorded, each once, sorted. Nil if the record cannot be
    /// parsed.
    private static func directories(of stack: TerraformStack) -> [String]? {
        struct Record: Decodable {
            struct Module: Decodable {
                var Dir: String
            }
            var Modules: [Module]
        }
        let file = stack.directory + "/.terraform/modules/modules.json"
        guard FileManager.default.fileExists(atPath: file) else { return [stack.directory] }
        guard let found = try? BoundedFile(file, most: BoundedFile.mostOfText),
            let record = try? JSONDecoder().decode(Record.self, from: Data(found.bytes))
        else { return nil }
        let modules = record.Modules.map(\.Dir).filter { $0 != "." && !$0.isEmpty }
        return Set(modules.map { $0.hasPrefix("/") ? $0 : stack.directory + "/" + $0 } + [stack.directory])
            .sorted()
    }
}
