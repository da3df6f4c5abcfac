/// Where and as what Terraform runs for one stack.
public struct TerraformStack: Sendable, Equatable {
    /// The stack's name, for messages.
    public var name: String
    /// The root module's directory, in which `terraform init` was run.
    public var directory: String
    public var workspace: String
    /// Handed to every plan, in this order.
    public var varFiles: [String]
    /// `terraform`, or a path to it. `tofu` is accepted, and untested.
    public var binary: String
    /// Terraform's whole environment but for what this module sets itself.
    public var environment: [String: String]
    /// The longest that one command which only looks may take.
    public var deadline: Duration

    public init(
        name: String, directory: String, workspace: String = "default", varFiles: [String] = [],
        binary: String = "terraform", environment: [String: String], deadline: Duration = .seconds(300)
    ) {
        self.name = name
        self.directory = directory
        self.workspace = workspace
        self.varFiles = varFiles
        self.binary = binary
        self.environment = environment
        self.deadline = deadline
    }

    /// What Terraform gets: the stack's own, the workspace always set (a person's `terraform workspace select` in the
    /// directory redirects nothing), no questions, no check for newer versions.
    var commandEnvironment: [String: String] {
        environment.merging([
            "TF_WORKSPACE": workspace, "TF_IN_AUTOMATION": "1", "TF_INPUT": "0", "CHECKPOINT_DISABLE": "1",
        ]) { _, ours in ours }
    }
}
