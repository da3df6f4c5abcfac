public import Decisions

/// Why Terraform did not do what it was asked.
public struct TerraformFault: Error, Sendable, Equatable, CustomStringConvertible {
    public enum Code: Sendable, Equatable {
        case binaryMissing
        case directoryMissing
        /// `terraform init` has not been run, or not since the configuration changed.
        case notInitialised
        /// Somebody holds the lock, by its parsed info. Only this proves a holder.
        case locked(LockHolder)
        /// The lock could not be taken, and nothing says that somebody holds it.
        case lockUnavailable
        /// There is no state: a missing or empty object. Not the same as a stack without resources.
        case noState
        case stateNotJSON
        case stateVersion(Int)
        /// A valid document that lacks what every state has.
        case stateMalformed
        /// Another lineage than the state that was believed before.
        case lineageChanged
        /// The serial went back under one lineage.
        case serialWentBack
        /// The plan is older than the state.
        case stalePlan
        /// Credentials, or the network: nothing that says something of the configuration.
        case credentials
        case unreachable
        case timedOut
        case killed
        case outputTooLarge
        /// Serial or lock moved while Terraform looked.
        case moved
        case cancelled
        case failed
    }

    public var code: Code
    /// One line: what, where, what to do. No attribute's value.
    public var description: String

    public init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }
}

extension TerraformFault {
    /// As a reason for not knowing.
    public var unknown: Unknown {
        switch code {
        case .locked, .lockUnavailable, .moved: return Unknown(.locked, description)
        case .credentials: return Unknown(.denied, description)
        case .unreachable: return Unknown(.unreachable, description)
        case .timedOut: return Unknown(.timedOut, description)
        case .stateNotJSON, .stateVersion, .stateMalformed, .outputTooLarge:
            return Unknown(.notParsed, description)
        case .noState, .lineageChanged, .serialWentBack: return Unknown(.noState, description)
        case .binaryMissing, .directoryMissing, .notInitialised, .stalePlan, .killed, .cancelled, .failed:
            return Unknown(.failed, description)
        }
    }
}
