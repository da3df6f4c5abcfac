import Decisions

/// An open breaker, as text and as JSON.
struct BreakerReport: Encodable {
    var kind: String
    var failures: Int
    var since: String
    /// The last repair that failed.
    var repair: String

    init(_ breaker: Breaker) {
        kind = breaker.kind.rawValue
        failures = breaker.failures
        since = breaker.since.description
        repair = breaker.repair
    }

    /// One line, with the command that closes it.
    func text(stack: String) -> String {
        "breaker of \(kind) open since \(since): it failed \(failures) times in a row, last in \(repair); "
            + "'terrier reset \(stack) \(kind) --why …' closes it"
    }
}
