public import Decisions
public import Settings

extension ManualTerraform {
    /// The commands for a stack of the configuration.
    ///
    /// - Parameter environment: of this process, which may name an emulator.
    public init(_ settings: StackSettings, _ environment: [String: String]) {
        self.init(
            workspace: settings.workspace, environment: settings.environment, profile: settings.profile,
            region: settings.region, endpoint: settings.endpoint ?? environment["AWS_ENDPOINT_URL"],
            role: settings.roleARN, binary: settings.binary, directory: settings.directory,
            varFiles: settings.varFiles)
    }
}
