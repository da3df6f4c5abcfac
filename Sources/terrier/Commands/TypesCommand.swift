import ArgumentParser
import Policies

struct TypesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "types",
        abstract: "List the resource types that Terrier asks AWS about.",
        discussion: """
            One line for each type: the operation that reads an instance, the action that IAM must allow for it, whether \
            'terrier policy' has the rights to write ('partly known': except for calls that AWS accepts only on '*'), whether \
            instances contain data, and whether the tests try the read on an emulated AWS or on recorded responses. The last \
            line has the counts. For \
            all other types Terrier knows only what the state and the plan say.

            The command reads no configuration and calls nothing. Exits with 0.

            Example:  terrier types
                      terrier types --json
            """)

    @Flag(help: "Print one JSON document.")
    var json = false

    @Flag(help: "Print the page docs/resource-types.md.")
    var markdown = false

    struct Report: Encodable {
        struct ResourceType: Encodable {
            var type: String
            var service: String
            var operation: String
            var action: String
            var rights_to_write: Bool
            var data: String
            var tried: String
        }

        struct Counts: Encodable {
            var types: Int
            var rights_to_write: Int
            var data: Int
        }

        var types: [ResourceType]
        var counts: Counts
    }

    func validate() throws {
        if json && markdown { throw ValidationError("--json and --markdown exclude each other") }
    }

    func run() throws {
        if json { return try Terminal.json(Self.report) }
        if markdown {
            // The printed text ends with one line feed, as the page does.
            return Terminal.print(String(ResourceTypeSummary.page.dropLast()))
        }
        let rows = ResourceTypeSummary.all.map { type in
            [
                type.name, type.operation, type.action,
                "rights to write \(words(type.writing))",
                type.data == .none ? "no data" : "data: \(type.data.rawValue)", type.tried,
            ]
        }
        Terminal.print(Terminal.table(rows))
        Terminal.print(ResourceTypeSummary.counts)
    }

    private func words(_ writing: ResourceTypeSummary.Writing) -> String {
        switch writing {
        case .known: return "known"
        case .partly: return "partly known"
        case .unknown: return "unknown"
        }
    }

    private static var report: Report {
        let all = ResourceTypeSummary.all
        return Report(
            types: all.map {
                Report.ResourceType(
                    type: $0.name, service: $0.service, operation: $0.operation, action: $0.action,
                    rights_to_write: $0.writing == .known, data: $0.data.rawValue, tried: $0.tried)
            },
            counts: Report.Counts(
                types: all.count, rights_to_write: all.count { $0.writing == .known },
                data: all.count { $0.data != .none }))
    }
}
