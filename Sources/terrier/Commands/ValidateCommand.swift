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

    func run() async throws {
        let configuration = try await config.read()
        let stacks = configuration.stacks.count
        Terminal.print("\(config.path): no faults, \(stacks) stack\(stacks == 1 ? "" : "s")")
        for stack in configuration.stacks where stack.binary.hasSuffix("tofu") {
            Terminal.note("note: \(stack.name) uses OpenTofu, with which Terrier is untested")
        }
    }
}
