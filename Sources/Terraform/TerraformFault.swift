public import Decisions

/// Why a Terraform command failed.
public struct TerraformFault: Error, Sendable, Equatable, CustomStringConvertible {
    public enum Code: Sendable, Equatable {
        case binaryMissing
        case directoryMissing
        /// The directory has no Terraform code.
        case noCode
        /// `terraform init` has not been run, or not since the configuration changed.
        case notInitialised
        /// The lock is held, with the parsed lock info. Only this proves a holder.
        case locked(LockHolder)
        /// The lock could not be acquired, and there is no proof that it is held.
        case lockUnavailable
        /// There is no state: the object is missing or empty. This is not the same as a stack without resources.
        case noState
        case stateNotJSON
        case stateVersion(Int)
        /// A valid JSON document that lacks a required key.
        case stateMalformed
        /// The state is not the one whose hash Terraform wrote beside it.
        case digestMismatch
        /// The lineage differs from that of the believed state.
        case lineageChanged
        /// The serial is lower than that of the believed state with the same lineage.
        case serialWentBack
        /// The state has no resources, and the believed state of the same lineage has some.
        case emptied
        /// The plan is older than the state.
        case stalePlan
        /// There are no credentials for a provider or the backend: none at all, or not the profile that the code names.
        case noCredentials
        /// Invalid credentials, or credentials without a right; like `unreachable`, this says nothing about the configuration.
        case credentials
        case unreachable
        case timedOut
        case killed
        case outputTooLarge
        /// The serial or the lock changed while Terraform planned.
        case moved
        case cancelled
        case failed
    }

    public var code: Code
    /// One line: what failed, where, and what to do. It contains no values of attributes.
    public var description: String

    public init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }
}

extension TerraformFault {
    /// The fault as the reason of an unknown signal.
    public var unknown: Unknown {
        switch code {
        case .locked, .lockUnavailable, .moved: return Unknown(.locked, description)
        case .noCredentials: return Unknown(.noCredentials, description)
        case .credentials: return Unknown(.denied, description)
        case .unreachable: return Unknown(.unreachable, description)
        case .timedOut: return Unknown(.timedOut, description)
        case .stateNotJSON, .stateVersion, .stateMalformed, .outputTooLarge:
            return Unknown(.notParsed, description)
        case .noState, .digestMismatch, .lineageChanged, .serialWentBack, .emptied:
            return Unknown(.noState, description)
        case .binaryMissing, .directoryMissing, .noCode, .notInitialised, .stalePlan, .killed, .cancelled,
            .failed:
            return Unknown(.failed, description)
        }
    }
}
