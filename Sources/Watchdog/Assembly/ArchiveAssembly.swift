public import Archives
import Decisions
public import Settings

extension SharedServices {
    /// The archive of a configuration, with the credentials that `archive:` names, else with those of this process, as for the
    /// sinks: not with those of a stack. Nil if none is configured.
    public func archive(of configuration: Settings.Configuration) -> OpenArchive? {
        configuration.archive.map {
            OpenArchive(
                $0, http: http, environment: environment,
                region: configuration.stacks.compactMap(\.region).first, now: { .now })
        }
    }
}
