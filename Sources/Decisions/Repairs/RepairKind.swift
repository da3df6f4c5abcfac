/// The repairs that Terrier knows.
public enum RepairKind: String, Sendable, Codable, CaseIterable {
    /// Creates what is proven missing of one tier.
    case emergencyDeploy = "emergency-deploy"
    /// Destroys alarms that the configuration lists under `destroy:`, mutes the others.
    case removeAlarms = "remove-alarms"
    /// Destroys what stands in the tiers after one, from the last tier up, where the configuration lists it under
    /// `destroy:`. A person alone asks for it.
    case rollback
    /// Undoes a mute.
    case unmute
}

/// Whether a stack is only watched, or repaired too.
public enum Mode: String, Sendable, Codable, CaseIterable {
    case observe
    case act
}
