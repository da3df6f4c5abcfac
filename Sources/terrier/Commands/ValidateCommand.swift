import ArgumentParser
import Settings

struct ValidateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate",
        abstract: "Every fault of a configuration, with its line and column.",
        discussion: """
            Exits 0, or 78 where there is a fault.

            Example:  terrier validate --config ./terrier.yaml
            """)

    @OptionGroup var config: ConfigurationOption

    @Flag(help: "Print one JSON document.")
    var json = false

    struct Report: Encodable {
        struct Fault: Encodable {
            var file: String
            var line: Int
            var column: Int
            var message: String
        }

        var faults: [Fault]
    }

    func run() async throws {
        if json { return try await report() }
        let configuration = try await config.read()
        let stacks = configuration.stacks.count
        Terminal.print("\(config.path): no faults, \(stacks) stack\(stacks == 1 ? "" : "s")")
        for stack in configuration.stacks where stack.binary.hasSuffix("tofu") {
            Terminal.note("note: \(stack.name) uses OpenTofu, with which Terrier is untested")
        }
    }

    private func report() async throws {
        do {
            _ = try await load(config.absolutePath)
            try Terminal.json(Report(faults: []))
        } catch let faults as SettingsFaults {
            try Terminal.json(
                Report(
                    faults: faults.faults.map {
                        .init(file: $0.file, line: $0.line, column: $0.column, message: $0.message)
                    }))
            throw ExitCode.configuration
        }
    }
}
