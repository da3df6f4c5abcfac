import Foundation
import TestSupport
import Testing

/// Shell completion offers values from the configuration and the ledger. If they cannot be read, it offers nothing and prints
/// nothing.
@Suite struct CompletionTests {
    /// The completions that bash offers for the last word.
    private func completions(_ words: [String]) async throws -> [String] {
        let line = (["terrier"] + words).map { "'\($0)'" }.joined(separator: " ")
        let result = try await Program.shell(
            """
            bash <<'END'
            source <(terrier --generate-completion-script bash)
            COMP_WORDS=(\(line)) COMP_CWORD=\(words.count) COMP_LINE="${COMP_WORDS[*]}" COMP_POINT=${#COMP_LINE}
            COMPREPLY=(); _terrier terrier '' "${COMP_WORDS[COMP_CWORD - 1]}"; printf '%s\\n' "${COMPREPLY[@]}" | sort
            END
            """,
            path: "\((Machine.terrier as NSString).deletingLastPathComponent):/usr/bin:/bin")
        #expect(result.errorOutput == "")
        return result.output.split(separator: "\n").map(String.init)
    }

    @Test(arguments: [
        (
            ["repair", ""],
            [
                "emergency-deploy", "import", "open-cors", "placeholder-lambda", "remove-alarms",
                "restore-state",
                "rollback", "run", "undelete", "unlock", "unmute",
            ]
        ),
        (["repair", "unmute", "--config", "config/terrier.yaml", ""], ["example"]),
        (["repair", "unmute", "--config", "config/terrier.yaml", "example", "--tier", ""], ["foundation"]),
        (["policy", "--config", "=", "config/terrier.yaml", ""], ["example", "repairer", "watcher"]),
        (["check", "--config", "/no/such.yaml", ""], []),
        (["ack", "--config", "config/terrier.yaml", ""], []),
    ])
    func valuesOfTheConfigurationAreOffered(row: (words: [String], offers: [String])) async throws {
        #expect(try await completions(row.words) == row.offers)
    }

    @Test func onlyOpenIncidentsAreOfferedForAckAndClose() async throws {
        try await Machine.withDirectory { directory in
            let place = OperatorSwitchesTests.Place(directory: directory)
            try place.writeConfiguration()
            // bash would run this command as the user who completes, but the ledger is written by another user.
            try await place.writeLedger(odd: "$(touch \(directory)/done)")
            #expect(try await completions(["ack", "--config", place.file, ""]) == ["s-2"])
            #expect(try await completions(["incidents", "close", "--config", place.file, ""]) == ["s-2"])
            #expect(
                try await completions(["incidents", "show", "--config", place.file, ""]) == ["s-1", "s-2"])
            #expect(!FileManager.default.fileExists(atPath: directory + "/done"))
        }
    }
}
