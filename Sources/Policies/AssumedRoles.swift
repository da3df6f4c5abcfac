import Settings

/// The rights to assume the roles of a stack's configuration: its own, and those of the entries of `providers:` that are assumed
/// with the stack's own credentials.
struct AssumedRoles {
    private(set) var grants: [Grant] = []
    private(set) var remarks: [PolicyRemark] = []

    init(_ settings: StackSettings) {
        if let role = settings.roleARN { add(role, "role_arn", settings.name) }
        for provider in settings.providers where provider.profile == nil {
            if let role = provider.roleARN { add(role, "role_arn of \(provider.provider)", settings.name) }
        }
    }

    private mutating func add(_ role: String, _ key: String, _ stack: String) {
        do throws(UnusableName) {
            grants += Grant.reads("sts:AssumeRole", on: try OutsideName.arn(role, key))
        } catch {
            remarks.append(
                .warning(
                    "\(stack): the configuration: \(error.description), so no policy may assume the role: write the role's exact ARN"
                ))
        }
    }
}
