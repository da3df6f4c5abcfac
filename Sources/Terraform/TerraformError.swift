import Decisions

/// One error of a Terraform command, with who wrote its text.
///
/// Terraform prints texts of very different origin. What its own code, a backend or a provider wrote has a fixed form and may
/// tell the kind of the error. What people wrote (the message of a validation, a value, the name of a resource) never does.
struct TerraformError: Equatable {
    enum Origin: Equatable {
        /// A diagnostic without the address of a provider or a resource: of Terraform itself, or of people's code.
        case terraform
        /// A diagnostic that a provider made, for this address.
        case provider(String)
        /// What a backend said when Terraform read the state.
        case backend
        /// The words of another program in Terraform's place, such as a version manager.
        case program
    }

    var origin: Origin
    var summary: String
    var detail: String

    init(_ origin: Origin, _ summary: String, _ detail: String = "") {
        self.origin = origin
        self.summary = summary
        self.detail = detail
    }

    /// A diagnostic of `-json`. Those about people's code have a place in it; what a backend says has none.
    init(_ diagnostic: PlanLines.Diagnostic) {
        let (summary, detail) = (diagnostic.summary, diagnostic.detail ?? "")
        if let address = diagnostic.address {
            self.init(.provider(address), summary, detail)
        } else if diagnostic.range == nil, let said = Self.said(byBackend: summary) {
            self.init(.backend, said, detail)
        } else {
            self.init(.terraform, summary, detail)
        }
    }

    /// What a backend said, in a text that Terraform begins with words of its own; nil if it does not begin so
    /// (Terraform, `internal/command/state_pull.go`, `internal/backend/local/backend_local.go`).
    static func said(byBackend text: String) -> String? {
        let beginning = backendBeginnings.first { text.hasPrefix($0) }
        return beginning.map { String(text.dropFirst($0.count)) }
    }

    private static let backendBeginnings = [
        "Failed to refresh state: ", "Error loading the state: ", "Error loading state: ",
        "error loading state: ", "Error refreshing state: ", "Failed to get existing workspaces: ",
        "Failed to load state: ", "Failed to read state: ",
    ]

    /// Whether the AWS provider made it: for a block of its own, or for a resource of its types.
    var isOfAWS: Bool {
        guard case .provider(let address) = origin else { return false }
        if let block = providerBlock(address) { return block.source.hasSuffix("/aws") }
        guard let type = (try? Address(address))?.type else { return false }
        return type.hasPrefix("aws_")
    }

    /// The block of a provider that an address names; nil if it is the address of a resource.
    func providerBlock(_ address: String) -> ProviderConfiguration? {
        address.contains("provider[") ? ProviderConfiguration(address) : nil
    }
}
