import ArgumentParser
import Decisions
import Foundation
import Repairs
import Watchdog

struct RepairerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "repairer",
        abstract: "The repairing side: one request on standard input, JSON lines on standard output.",
        discussion: """
            It is started by 'terrier run', and trusts nothing that it is sent: it reads the configuration, looks, and \
            checks every guardrail for itself.

            Example:  terrier repairer --config ./terrier.yaml < request.json
            """)

    /// A request is some addresses and a few words; what is longer is none.
    static let longest = 1 << 20

    @OptionGroup var config: ConfigurationOption

    func run() async throws {
        // A change under way is not left half done: who wants this process to end waits for the repair's end.
        for number in [SIGTERM, SIGINT, SIGHUP] { signal(number) { _ in } }
        let input = (try? FileHandle.standardInput.read(upToCount: Self.longest + 1)) ?? Data()
        guard input.count <= Self.longest,
            let request = try? JSONDecoder().decode(RepairRequest.self, from: input)
        else {
            Terminal.fault(
                "standard input: no repair request of version \(RepairRequest.currentVersion); 'terrier repair' asks for one by hand"
            )
            throw ExitCode(64)
        }
        let configuration = try await config.read()
        let surroundings = try ConfigurationOption.surroundings()
        let last = await RepairerSide(configuration, at: config.absolutePath, surroundings).performSent(
            request
        ) {
            Self.write($0)
        }
        await surroundings.close()
        throw last.exitCode
    }

    /// A watcher that is gone reads nothing any more; the repair goes on.
    private static func write(_ line: RepairLine) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(line) else { return }
        try? FileHandle.standardOutput.write(contentsOf: data + Data("\n".utf8))
    }
}

extension RepairLine {
    /// 0 repaired or rehearsed, 4 refused, 1 failed or not verified.
    var exitCode: ExitCode {
        switch outcome {
        case .repaired, .wouldApply: return .success
        case .refused: return .refused
        case .failed, .notVerified, .unknown, nil: return .failure
        }
    }
}
