import Commands
import Decisions
import Foundation

/// Classifies failures of Terraform: first by exit code, then by the errors that it printed and by who wrote them.
struct Diagnosis {
    var stack: TerraformStack
    /// The command that was run, for messages: `plan`.
    var verb: String
    /// The first line of standard output that is not Terraform's; nil if there is none, or if it may be a part of a state.
    var foreign: String? = nil

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
        var found = errors.map(TerraformError.init)
        if found.isEmpty { found = ErrorOutput.errors(result.errorOutput) }
        if found.isEmpty, let foreign { found = [TerraformError(.program, foreign)] }
        return fault(for: found, result.status)
    }

    private var subject: String { "terraform \(verb) of \(stack.name)" }

    private func fault(for errors: [TerraformError], _ status: CommandResult.Status) -> TerraformFault {
        let kinds = errors.map { (error: $0, kind: ErrorKind($0)) }
        // Of several with the same kind, the first one counts.
        guard let found = kinds.min(by: { $0.kind.kind < $1.kind.kind }) else {
            return TerraformFault(.failed, "\(subject) failed\(Self.code(status)) and printed no reason")
        }
        let (error, words) = (found.error, found.kind.words)
        switch found.kind.kind {
        case .state:
            let texts = errors.map { $0.summary + "\n" + $0.detail }
            return TerraformFault(.stateNotJSON, StateFormatError.words(texts, stack: stack.name))
        case .lock: return lockFault(error.detail)
        case .noProfile:
            return TerraformFault(.noCredentials, "\(subject) failed: \(words)\(Self.profileRemedy(error))")
        case .stalePlan: return TerraformFault(.stalePlan, "\(subject) failed: \(words)")
        case .notInitialised:
            let remedy = "run '\(stack.manual.initialising)' in \(stack.directory), as its owner"
            return TerraformFault(.notInitialised, "\(subject) failed: \(words); \(remedy)")
        case .noCredentials:
            return TerraformFault(.noCredentials, "\(subject) failed: \(words); \(Self.credentials(error))")
        case .credentials:
            return TerraformFault(.credentials, "\(subject) failed: \(words); \(Self.credentials(error))")
        case .unreachable:
            return TerraformFault(
                .unreachable, "\(subject) failed: \(words); the network or the service did not answer")
        case .other: return otherFault(error, words, status)
        }
    }

    private func otherFault(
        _ error: TerraformError, _ words: String, _ status: CommandResult.Status
    ) -> TerraformFault {
        guard error.origin == .program else {
            return TerraformFault(.failed, "\(subject) failed: \(words)\(denial(error))")
        }
        return TerraformFault(
            .failed,
            "\(subject) failed\(Self.code(status)): \(stack.binary) said: \(words); run '\(stack.binary) version' in \(stack.directory) as this user\(denial(error))"
        )
    }

    /// The end of a message about output in which another program printed a line.
    static func foreignLine(_ line: String?, _ stack: TerraformStack) -> String {
        guard let line else { return "" }
        return
            "; \(stack.binary) also said: \(SaidText.of(line)); 'binary:' must print nothing of its own on standard output"
    }

    private static func code(_ status: CommandResult.Status) -> String {
        if case .exited(let code) = status { return " with exit code \(code)" }
        return ""
    }

    /// The detail is `Error message: …`, what the backend said, and the lock info, if there is one. People write in the latter.
    private func lockFault(_ detail: String) -> TerraformFault {
        let end = detail.firstRange(of: "Lock Info:")?.lowerBound ?? detail.endIndex
        let said = detail[..<end].trimmingPrefix("Error message: ")
        if StateFormatError.isIn(String(said)) {
            return TerraformFault(
                .stateNotJSON, StateFormatError.words([String(said)], stack: stack.name))
        }
        if let holder = LockInfo.parse(detail: detail) {
            return TerraformFault(
                .locked(holder),
                "\(holder.who) holds the lock of \(stack.name) since \(holder.created) (\(holder.operation), id \(holder.id))"
            )
        }
        // Behind an empty line Terraform explains what a lock is for.
        let first = said.firstRange(of: "\n\n").map { said[..<$0.lowerBound] } ?? said
        let reason = ErrorKind(TerraformError(.backend, String(first))).words
        return TerraformFault(
            .lockUnavailable,
            "the lock of \(stack.name) could not be acquired, and the error names no holder"
                + (reason.isEmpty ? "" : ": \(reason)")
                + denial(TerraformError(.backend, String(first))))
    }

    /// Advice if this machine denied access to a file: the texts are Go's for errors of open(2) and execve(2).
    private func denial(_ error: TerraformError) -> String {
        let isTerraforms = error.summary.hasPrefix("Failed to ") || error.summary.hasPrefix("Error ")
        let texts: [String] =
            switch error.origin {
            case .backend, .program: [error.summary]
            // The other summaries of Terraform are about code, in which people write messages of their own.
            case .terraform: isTerraforms && error.summary != "Error in function call" ? [error.detail] : []
            case .provider: []
            }
        switch texts.compactMap(NetworkError.deniedFile).first {
        case .rights: return "; \(stack.accessDenied)"
        case .readOnly: return "; \(stack.notWritable)"
        case nil: return ""
        }
    }

    /// What gives Terraform the profile that a block of the provider names.
    private static func profileRemedy(_ error: TerraformError) -> String {
        guard case .provider(let address) = error.origin, let provider = error.providerBlock(address),
            !provider.isDefault
        else { return "; Terraform gets only the stack's own profile: set 'profile:'" }
        return
            "; Terraform gets only the profiles that the configuration names: add \(provider.name) with its profile to 'providers:'"
    }

    private static func credentials(_ error: TerraformError) -> String {
        if case .provider = error.origin {
            return "make sure that Terraform's provider gets valid credentials"
        }
        return "make sure that Terraform's backend gets valid credentials"
    }
}
