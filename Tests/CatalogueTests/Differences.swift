import Decisions

/// Where the emulator differs from AWS, by type. AWS's documentation decides what a type says, so these are not bent to it.
enum Differences {
    /// What is reported of a deployed instance.
    static let healthy: [String: InstanceStatus] = [:]

    /// What is reported after everything was destroyed.
    static let afterDeletion: [String: InstanceStatus] = [:]
}
