import Settings

extension StackRights {
    /// The right to assume the roles of `providers:`. Those with a profile are assumed by the profile's own identity.
    static func assumingProviderRoles(_ settings: StackSettings) -> [Grant] {
        settings.providers.filter { $0.profile == nil }.compactMap(\.roleARN).flatMap {
            Grant.reads("sts:AssumeRole", on: $0)
        }
    }
}
