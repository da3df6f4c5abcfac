import CSystemd

/// Memory that the process has from the system and does not use.
public enum UnusedMemory {
    /// Returns it to the system. Takes about a millisecond, so it is not called on the cooperative pool.
    public static func giveBack() { malloc_trim(0) }
}
