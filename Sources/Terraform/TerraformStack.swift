public import Decisions

/// The directory, program and environment with which Terraform runs for one stack.
public struct TerraformStack: Sendable, Equatable {
    /// The stack's name, for messages.
    public var name: String
    /// The root module's directory, in which `terraform init` was run.
    public var directory: String
    public var workspace: String
    /// Passed to every plan, in this order.
    public var varFiles: [String]
    /// `terraform`, or a path to it. `tofu` is accepted, but untested.
    public var binary: String
    /// Terraform's environment, without the variables that this module sets itself.
    public var environment: [String: String]
    /// The maximum time for one command that only reads.
    public var deadline: Duration
    /// Its commands for a person.
    public var manual: ManualTerraform

    public init(
        name: String, directory: String, workspace: String = "default", varFiles: [String] = [],
        binary: String = "terraform", environment: [String: String], deadline: Duration = .seconds(300),
        manual: ManualTerraform? = nil
    ) {
        self.name = name
        self.directory = directory
        self.workspace = workspace
        self.varFiles = varFiles
        self.binary = binary
        self.environment = environment
        self.deadline = deadline
        self.manual =
            manual
            ?? ManualTerraform(
                workspace: workspace, environment: environment, binary: binary, directory: directory,
                varFiles: varFiles)
    }

    /// Where `terraform init` keeps what it recorded: `.terraform` in the directory, or what TF_DATA_DIR names (Terraform,
    /// "Environment variables").
    var dataDirectory: String {
        let name = environment["TF_DATA_DIR"].flatMap { $0.isEmpty ? nil : $0 } ?? ".terraform"
        return name.hasPrefix("/") ? name : directory + "/" + name
    }

    /// Terraform's complete environment: the stack's own, with the workspace (so that a `terraform workspace select` in the
    /// directory has no effect), without prompts and without checks for newer versions.
    var commandEnvironment: [String: String] {
        environment.merging([
            "TF_WORKSPACE": workspace, "TF_IN_AUTOMATION": "1", "TF_INPUT": "0", "CHECKPOINT_DISABLE": "1",
        ]) { _, ours in ours }
    }
}
