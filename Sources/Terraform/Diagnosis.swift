import Commands
import Decisions
import Foundation

/// Classifies failures of Terraform: first by exit code, then by the text of the errors.
struct Diagnosis {
    var stack: TerraformStack
    /// The command that was run, for messages: `plan`.
    var verb: String

    func fault(for fault: CommandFault) -> TerraformFault {
        switch fault {
        case .notFound:
            let isInAHome = stack.binary.hasPrefix("/home/") || stack.binary.hasPrefix("/root/")
            return TerraformFault(
                .binaryMissing,
                "\(stack.binary): not found; install Terraform, or set 'binary:' to its path"
                    + (isInAHome ? "; the systemd units cannot access home directories" : ""))
        case .notStarted(_, let why):
            return TerraformFault(.failed, "\(stack.binary) could not be started: \(why)")
        case .timedOut(_, let after):
            return TerraformFault(
                .timedOut, "\(subject) did not finish within \(after.words) and was stopped")
        case .cancelled: return TerraformFault(.cancelled, "\(subject) was cancelled and stopped")
        }
    }

    /// The fault for a command that ran and failed.
    func fault(for result: CommandResult, errors: [PlanLines.Diagnostic]) -> TerraformFault {
        if case .signalled(let signal) = result.status {
            return TerraformFault(
                .killed, "\(subject) was killed by signal \(signal); what it did is not known")
        }
        if result.isTruncated {
            return TerraformFault(
                .outputTooLarge, "\(subject) printed more than the limit; its output is ignored")
        }
        let found = errors.isEmpty ? Self.textual(result.errorOutput) : errors
        return fault(for: found)
    }

    private var subject: String { "terraform \(verb) of \(stack.name)" }

    private func fault(for errors: [PlanLines.Diagnostic]) -> TerraformFault {
        let all = errors.map { $0.summary + "\n" + ($0.detail ?? "") }.joined(separator: "\n")
        let head = errors.first.map(Self.headline) ?? "no reason given"
        if all.contains("state file could not be parsed") || all.contains("Unsupported state file format")
            || all.contains("does not have a \"version\" attribute")
        {
            return TerraformFault(
                .stateNotJSON, "the state of \(stack.name) cannot be read by Terraform: it is torn or corrupt"
            )
        }
        if all.contains("acquiring the state lock") {
            if let holder = LockInfo.parse(detail: all) {
                return TerraformFault(
                    .locked(holder),
                    "\(holder.who) holds the lock of \(stack.name) since \(holder.created) (\(holder.operation), id \(holder.id))"
                )
            }
            return TerraformFault(
                .lockUnavailable,
                "the lock of \(stack.name) could not be acquired, and the error names no holder\(denial(in: all))"
            )
        }
        if let lacking = errors.first(where: { $0.summary.hasPrefix(Self.noProfile) }) {
            return TerraformFault(
                .noCredentials, "\(subject) failed: \(Self.headline(lacking))\(Self.remedy(lacking))")
        }
        for (code, wordings) in Self.wordings
        where wordings.contains(where: { all.contains($0) }) {
            return TerraformFault(code, "\(subject) failed: \(head)\(Self.remedy(code, stack))")
        }
        return TerraformFault(.failed, "\(subject) failed: \(head)\(denial(in: all))")
    }

    /// Advice if this machine denied access to a file: the texts are Go's for errors of open(2) and execve(2).
    private func denial(in text: String) -> String {
        if text.contains("read-only file system") { return "; \(stack.notWritable)" }
        if text.contains("permission denied") { return "; \(stack.accessDenied)" }
        return ""
    }

    /// Texts of Terraform 1.11 and of the AWS provider 5; the first match is used.
    private static let wordings: [(TerraformFault.Code, [String])] = [
        (.stalePlan, ["Saved plan is stale"]),
        (
            .notInitialised,
            [
                "terraform init", "tofu init", "Backend initialization required",
                "Required plugins are not installed",
                "Inconsistent dependency lock file", "Module not installed",
            ]
        ),
        (
            .noCredentials,
            [
                "no valid credential", "No valid credential sources", "no EC2 IMDS role found",
                "error configuring S3 Backend: no valid",
            ]
        ),
        (
            .credentials,
            [
                "InvalidClientTokenId", "ExpiredToken",
                "UnrecognizedClientException", "SignatureDoesNotMatch", "AccessDenied",
                "UnauthorizedOperation",
                "failed to refresh cached credentials",
                "Invalid provider configuration", "validating provider credentials",
                "is not authorized to perform",
                "InvalidAccessKeyId", "not in allowed_account_ids",
            ]
        ),
        (
            .unreachable,
            [
                "connection refused", "no such host", "i/o timeout", "deadline exceeded", "dial tcp",
                "connection reset", "TLS handshake", "network is unreachable",
                "RequestError: send request failed",
                "Throttling", "Rate exceeded", "ServiceUnavailable", "InternalFailure", "request send failed",
                "EOF",
            ]
        ),
    ]

    /// The AWS provider's summary if the shared files do not have the profile that its block names.
    private static let noProfile = "failed to get shared config profile"

    /// What gives Terraform the profile that a block of the provider names.
    private static func remedy(_ lacking: PlanLines.Diagnostic) -> String {
        let provider = lacking.address.map(ProviderConfiguration.init)
        guard let provider, !provider.isDefault else {
            return "; Terraform gets only the stack's own profile: set 'profile:'"
        }
        return
            "; Terraform gets only the profiles that the configuration names: add \(provider.name) with its profile to 'providers:'"
    }

    private static func remedy(_ code: TerraformFault.Code, _ stack: TerraformStack) -> String {
        switch code {
        case .notInitialised: return "; run 'terraform init' in \(stack.directory), as its owner"
        case .credentials, .noCredentials:
            return "; make sure that Terraform's provider gets valid credentials"
        case .unreachable: return "; the network or the service did not answer"
        default: return ""
        }
    }

    /// The plain words of the summary, and the address. A detail may quote values of attributes, so it is never repeated.
    private static func headline(_ diagnostic: PlanLines.Diagnostic) -> String {
        let head = ErrorSummary.of(diagnostic.summary)
        let reason =
            head.isEmpty ? "its error text may contain secrets and is not shown; run it manually" : head
        return diagnostic.address.map { "\(reason) (\($0))" } ?? reason
    }

    /// Parses the output of commands without `-json`, which print `Error: …` in colours, with a frame around it.
    static func textual(_ bytes: [UInt8]) -> [PlanLines.Diagnostic] {
        let text = String(decoding: bytes.suffix(64 << 10), as: UTF8.self)
            .replacing(/\u{1B}\[[0-9;]*m/, with: "")
            .split(separator: "\n")
            .map { $0.drop { "╷│╵ ".contains($0) }.trimmingCharacters(in: .whitespaces) }
            .filter { !$0.isEmpty }
        guard !text.isEmpty else { return [] }
        // Text without `Error: ` comes from another program in Terraform's place, or from one that Terraform called.
        let summary = text.first { $0.hasPrefix("Error: ") }?.dropFirst("Error: ".count)
        return [
            PlanLines.Diagnostic(
                severity: "error", summary: summary.map(String.init) ?? "",
                detail: text.joined(separator: "\n"))
        ]
    }
}
