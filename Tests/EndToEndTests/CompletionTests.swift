import Foundation
import TestSupport
import Testing

/// A shell asks the program for what the configuration and the ledger have; where they cannot be read, it offers nothing and
/// says nothing.
@Suite struct CompletionTests {
    /// What bash offers for the last word.
    private func offers(_ words: [String]) async throws -> [String] {
        let line = (["terrier"] + words).map { "'\($0)'" }.joined(separator: " ")
        let asked = try await Program.shell(
            """
            bash <<'END'
            source <(terrier --generate-completion-script bash)
            COMP_WORDS=(\(line)) COMP_CWORD=\(words.count) COMP_LINE="${COMP_WORDS[*]}" COMP_POINT=${#COMP_LINE}
            COMPREPLY=(); _terrier terrier '' "${COMP_WORDS[COMP_CWORD - 1]}"; printf '%s\\n' "${COMPREPLY[@]}" | sort
            END
            """,
            path: "\((Machine.terrier as NSString).deletingLastPathComponent):/usr/bin:/bin")
        #expect(asked.errorOutput == "")
        return asked.output.split(separator: "\n").map(String.init)
    }

    @Test(arguments: [
        (["repair", ""], ["emergency-deploy", "remove-alarms", "rollback", "unmute"]),
        (["repair", "unmute", "--config", "config/terrier.yaml", ""], ["example"]),
        (["repair", "unmute", "--config", "config/terrier.yaml", "example", "--tier", ""], ["foundation"]),
        (["policy", "--config", "=", "config/terrier.yaml", ""], ["example", "repairer", "watcher"]),
        (["check", "--config", "/no/such.yaml", ""], []),
        (["ack", "--config", "config/terrier.yaml", ""], []),
    ])
    func theConfigurationsWordsAreOffered(row: (words: [String], offers: [String])) async throws {
        #expect(try await offers(row.words) == row.offers)
    }

    @Test func incidentsAreOfferedWhereTheyAreWanted() async throws {
        try await Machine.withDirectory { directory in
            let place = OperatorSwitchesTests.Place(directory: directory)
            try place.configure()
            // bash would carry this out, as whoever completes: a ledger is written by another user.
            try await place.watched(odd: "$(touch \(directory)/done)")
            #expect(try await offers(["ack", "--config", place.file, ""]) == ["s-2"])
            #expect(try await offers(["incidents", "close", "--config", place.file, ""]) == ["s-2"])
            #expect(try await offers(["incidents", "show", "--config", place.file, ""]) == ["s-1", "s-2"])
            #expect(!FileManager.default.fileExists(atPath: directory + "/done"))
        }
    }
}
