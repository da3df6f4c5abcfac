import ArgumentParser
import Foundation

@main
struct Terrier: AsyncParsableCommand {
    static let version = "0.1.0"

    static let configuration = CommandConfiguration(
        commandName: "terrier",
        abstract: "A watchdog for Terraform stacks on AWS.",
        discussion: """
            Terrier keeps snapshots of each stack's state, asks AWS whether what is in it is really there and well, writes \
            what it sees to the journal, and repairs when a threshold of its configuration trips.

            Begin with:  terrier demo        the whole job on an emulated AWS
                         terrier validate    the faults of a configuration
                         terrier check       one look, nothing changed
            """,
        version: version,
        subcommands: [
            RunCommand.self, CheckCommand.self, ValidateCommand.self, StatusCommand.self, RepairCommand.self,
            RepairerCommand.self, SnapshotsCommand.self, IncidentsCommand.self, PauseCommand.self,
            ResumeCommand.self, AckCommand.self, ResetCommand.self, NotifyCommand.self, RehearseCommand.self,
            PolicyCommand.self, TypesCommand.self, DemoCommand.self,
        ])

    /// Entered by hand, so that a pipe that nobody reads any more ends nothing: a repair goes on without a watcher.
    static func main() async {
        signal(SIGPIPE, SIG_IGN)
        crashPlainly()
        leaveNoCore()
        await main(nil)
    }

    /// Whatever kills this process does so at once. Swift's runtime would catch these signals to print registers and memory,
    /// in which secrets may be, into the journal; and where it cannot, it goes on after a SIGABRT of the service manager's.
    private static func crashPlainly() {
        for number in [SIGQUIT, SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGTRAP] { signal(number, SIG_DFL) }
    }

    /// Nor is this process's memory written anywhere, or that of its children. A limit of 0 would keep the kernel from writing
    /// a file and not from piping all of it to a program that takes cores; one of 1 byte keeps it from both (Linux,
    /// fs/coredump.c). Where a lower limit holds already, it stays.
    private static func leaveNoCore() {
        var limit = rlimit(rlim_cur: 1, rlim_max: 1)
        _ = setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &limit)
    }
}

/// Exit codes that are not the verdicts' (sysexits.h).
extension ExitCode {
    /// The configuration has faults, or cannot be read.
    static let configuration = ExitCode(78)
    /// A command was asked for in a way that it does not understand.
    static let usage = ExitCode(64)
    /// A guardrail held a repair back; nothing was changed.
    static let refused = ExitCode(4)
}
