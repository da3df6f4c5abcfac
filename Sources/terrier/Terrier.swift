import ArgumentParser
import Foundation

@main
struct Terrier: AsyncParsableCommand {
    static let version = "0.1.0"

    static let configuration = CommandConfiguration(
        commandName: "terrier",
        abstract: "A watchdog for Terraform stacks on AWS.",
        discussion: """
            Terrier keeps snapshots of each stack's state, asks AWS whether the resources in it exist and are healthy, \
            writes what it finds to the journal, and repairs when a rule of its configuration trips.

            Begin with:  terrier demo        Terrier's work from start to end on an emulated AWS
                         terrier validate    the faults of a configuration
                         terrier check       one check of the stacks, nothing changed
            """,
        version: version,
        subcommands: [
            RunCommand.self, CheckCommand.self, ValidateCommand.self, StatusCommand.self, RepairCommand.self,
            RepairerCommand.self, SnapshotsCommand.self, IncidentsCommand.self, PauseCommand.self,
            ResumeCommand.self, AckCommand.self, ResetCommand.self, NotifyCommand.self, RehearseCommand.self,
            PolicyCommand.self, TypesCommand.self, DemoCommand.self,
            SnapshotCommand.self,
            ImpactCommand.self,
        ])

    /// The entry point. It ignores SIGPIPE, so that a repair continues when nobody reads its output any more.
    static func main() async {
        signal(SIGPIPE, SIG_IGN)
        crashPlainly()
        leaveNoCore()
        await main(nil)
    }

    /// Restores the default action of the signals that kill a process. Swift's runtime would catch them to print registers and
    /// memory, which may contain secrets, to the journal; and if it cannot print them, the process would continue after the
    /// SIGABRT that the service manager sends.
    private static func crashPlainly() {
        for number in [SIGQUIT, SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGTRAP] { signal(number, SIG_DFL) }
    }

    /// Disables core dumps of this process and its children. A limit of 0 keeps the kernel from writing a core file, but not
    /// from piping the core to a program; a limit of 1 byte prevents both (Linux, fs/coredump.c). A lower limit that is already
    /// set is kept.
    private static func leaveNoCore() {
        var limit = rlimit(rlim_cur: 1, rlim_max: 1)
        _ = setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &limit)
    }
}

/// Exit codes besides those of the verdicts (64 and 78 as in sysexits.h).
extension ExitCode {
    /// The configuration has faults, or cannot be read.
    static let configuration = ExitCode(78)
    /// The command line is not valid.
    static let usage = ExitCode(64)
    /// A guardrail or the inspection of the plan refused a repair; nothing was changed.
    static let refused = ExitCode(4)
}
