/// Terraform's commands for a person who follows advice, with everything that Terrier itself passes to Terraform for a stack: the
/// workspace, the directory of its data, the identity, the root module and its variables. Without them a command works on whatever
/// workspace was selected in the directory, and on whatever account the shell has credentials for.
public struct ManualTerraform: Sendable, Equatable {
    /// `NAME=value` before the command; never a secret.
    public var variables: [String]
    /// `terraform`, or a path to it.
    public var binary: String
    /// The root module.
    public var directory: String
    public var varFiles: [String]
    /// The role whose credentials the command needs; nil if the variables name the identity, or the shell's own is right.
    public var role: String?

    /// - Parameters:
    ///   - workspace: of the stack.
    ///   - environment: the stack's own variables, of which only the ones that move Terraform's data and its settings are taken: the
    ///     others may be secrets.
    public init(
        workspace: String, environment: [String: String], profile: String? = nil, region: String? = nil,
        endpoint: String? = nil, role: String? = nil, binary: String = "terraform", directory: String,
        varFiles: [String] = []
    ) {
        let taken = ["TF_DATA_DIR", "TF_CLI_CONFIG_FILE"].map { ($0, environment[$0]) }
        // With a role the profile only assumes it.
        let named = [
            ("AWS_PROFILE", role == nil ? profile : nil), ("AWS_REGION", region),
            ("AWS_ENDPOINT_URL", endpoint),
        ]
        variables = ([("TF_WORKSPACE", workspace)] + taken + named).compactMap { name, value in
            value.flatMap { $0.isEmpty ? nil : "\(name)=\($0)" }
        }
        self.role = role
        self.binary = binary
        self.directory = directory
        self.varFiles = varFiles
    }

    /// `TF_WORKSPACE=prod AWS_PROFILE=live terraform -chdir=/srv/live state list`; behind it, as a comment of the shell, whose
    /// credentials it needs.
    public func line(_ words: [String]) -> String {
        command(words) + identity
    }

    /// Takes a resource into the state.
    public func importing(_ address: Address, as id: String) -> String {
        line(["import"] + varFiles.map { "-var-file=\($0)" } + [address.description, id])
    }

    /// Writes the state in a file to the backend, and removes the file if that is done.
    public func pushing(_ file: String) -> String {
        command(["state", "push", file]) + " && " + ShellWords.line(["rm", file]) + identity
    }

    /// `terraform init`, to be run in the directory: it needs no workspace.
    public var initialising: String {
        ShellWords.line(variables.filter { $0.hasPrefix("TF_DATA_DIR=") } + [binary, "init"])
    }

    private func command(_ words: [String]) -> String {
        ShellWords.line(variables + [binary, "-chdir=\(directory)"] + words)
    }

    private var identity: String { role.map { "  # with the credentials of \($0)" } ?? "" }
}
