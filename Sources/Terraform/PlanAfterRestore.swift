public import Decisions
import Foundation

/// What a plan would say if the backend had a given state.
extension Terraform {
    /// Plans in a copy of the root module whose backend is a file with this state. Nothing is written to the stack's directory or
    /// to its backend, and no lock is taken.
    ///
    /// - Parameter directory: a directory that only this user may enter. The caller removes it.
    public func plan(
        asIf state: State, in directory: String, ignoring entries: [IgnoredDrift] = []
    ) async throws(TerraformFault) -> PlanSummary {
        try expectDirectory()
        let copy = ModuleCopy(of: stack, in: directory)
        let made: Result<TerraformStack, TerraformFault> = await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(returning: Result { () throws(TerraformFault) in try copy.make(state) })
            }
        }
        let terraform = Terraform(try made.get())
        let result = try await terraform.run(.initCopy, verb: "init", limit: 1 << 20)
        try terraform.expectSuccess(result, verb: "init")
        try copy.expectOwnBackend(of: terraform.stack)
        return try await terraform.reviewPlan(.init(), ignoring: entries).outcome.get()
    }
}

/// A copy of a root module with a local backend. Files are copied, directories and states are links; the directories above it hold
/// links to what is beside them, so that `../modules` is found.
struct ModuleCopy {
    var stack: TerraformStack
    var base: String

    init(of stack: TerraformStack, in base: String) {
        (self.stack, self.base) = (stack, base)
    }

    /// How many directories above the root module are copied.
    private static let levels = 4
    /// In each of them.
    private static let mostLinks = 5000
    /// In bytes; a larger file is a link.
    private static let mostCopied = 16 << 20
    /// Terraform merges override files in the order of their names, and the last one counts.
    private static let override = "~terrier_restore_override.tf.json"
    /// What Terraform itself writes beside the code. With a state that no backend is recorded for, `init` would ask whether to
    /// migrate it (seen with Terraform 1.11).
    private static let leftOut: Set = [
        "terraform.tfstate", "terraform.tfstate.backup", "terraform.tfstate.d",
        ".terraform.tfstate.lock.info",
        "errored.tfstate",
    ]

    func make(_ state: State) throws(TerraformFault) -> TerraformStack {
        do {
            let root = try makeRoot()
            var copy = stack
            copy.directory = root
            try linkDataDirectory(&copy)
            try writeBackend(state, root)
            return copy
        } catch {
            throw TerraformFault(
                .failed,
                "\(base): the copy of \(stack.directory) could not be made; check the free space and the rights there"
            )
        }
    }

    private func makeRoot() throws -> String {
        let files = FileManager.default
        let original = URL(fileURLWithPath: stack.directory).resolvingSymlinksInPath().path
        let parts = original.split(separator: "/").map(String.init)
        let above = min(Self.levels, max(parts.count - 1, 0))
        var from = "/" + parts.dropLast(above + 1).joined(separator: "/")
        var to = base + "/copy"
        try files.createDirectory(atPath: to, withIntermediateDirectories: true)
        for part in parts.suffix(above + 1) {
            // A directory that this user may not list has nothing that the code can name.
            let names = (try? files.contentsOfDirectory(atPath: from)) ?? []
            for name in names.prefix(Self.mostLinks) where name != part {
                try? files.createSymbolicLink(
                    atPath: "\(to)/\(name)", withDestinationPath: "\(from)/\(name)")
            }
            (from, to) = ((from == "/" ? "" : from) + "/\(part)", "\(to)/\(part)")
            try files.createDirectory(atPath: to, withIntermediateDirectories: false)
        }
        let data = relativeData.map { $0.split(separator: "/").first.map(String.init) ?? $0 }
        for name in try files.contentsOfDirectory(atPath: original)
        where name != data && !Self.leftOut.contains(name) {
            try add("\(original)/\(name)", as: "\(to)/\(name)", isState: name.contains(".tfstate"))
        }
        return to
    }

    private func add(_ file: String, as copy: String, isState: Bool) throws {
        var about = stat()
        let isSmall =
            stat(file, &about) == 0 && about.st_mode & S_IFMT == S_IFREG && about.st_size <= Self.mostCopied
        // What this user may not read, Terraform does not read either.
        let isCopied =
            isSmall && !isState
            && (try? FileManager.default.copyItem(
                atPath: URL(fileURLWithPath: file).resolvingSymlinksInPath().path, toPath: copy)) != nil
        if !isCopied {
            try FileManager.default.createSymbolicLink(atPath: copy, withDestinationPath: file)
        }
    }

    /// Checks what `init` recorded: whatever the code says, the plan must be of the state in this file.
    func expectOwnBackend(of copy: TerraformStack) throws(TerraformFault) {
        guard case .local(let path)? = try? StateBackend.read(copy), path == file else {
            throw TerraformFault(
                .failed,
                "\(stack.directory): the code configures a backend that a copy cannot replace, so what Terraform would plan after a restore is not known"
            )
        }
    }

    private var workspaces: String { base + "/workspaces" }
    private var ofDefault: String { base + "/default.tfstate" }
    /// The file with the state.
    private var file: String {
        stack.workspace == "default" ? ofDefault : "\(workspaces)/\(stack.workspace)/terraform.tfstate"
    }

    /// The name of the data directory if it is inside the root module.
    private var relativeData: String? {
        let name = stack.environment["TF_DATA_DIR"].flatMap { $0.isEmpty ? nil : $0 } ?? ".terraform"
        return name.hasPrefix("/") ? nil : name
    }

    /// A data directory of its own, with the installed modules and providers and without the record of the backend.
    private func linkDataDirectory(_ copy: inout TerraformStack) throws {
        if relativeData == nil { copy.environment["TF_DATA_DIR"] = base + "/data" }
        let (from, to) = (stack.dataDirectory, copy.dataDirectory)
        try FileManager.default.createDirectory(atPath: to, withIntermediateDirectories: true)
        for name in ["modules", "providers"] where FileManager.default.fileExists(atPath: "\(from)/\(name)") {
            try FileManager.default.createSymbolicLink(
                atPath: "\(to)/\(name)", withDestinationPath: "\(from)/\(name)")
        }
    }

    private func writeBackend(_ state: State, _ root: String) throws {
        try FileManager.default.createDirectory(
            atPath: URL(fileURLWithPath: file).deletingLastPathComponent().path,
            withIntermediateDirectories: true)
        try Terraform.makePrivate(file)
        try Data(state.raw).write(to: URL(fileURLWithPath: file))
        // In JSON, too, Terraform reads `${` as the beginning of an expression.
        func literal(_ text: String) -> String {
            text.replacing("${", with: "$${").replacing("%{", with: "%%{")
        }
        let backend = [
            "terraform": [
                "backend": ["local": ["path": literal(ofDefault), "workspace_dir": literal(workspaces)]]
            ]
        ]
        try JSONEncoder().encode(backend).write(to: URL(fileURLWithPath: "\(root)/\(Self.override)"))
    }
}
