import Decisions
import Yams

extension YAMLReader {
    /// The commands of a stack that the repair `run` may run.
    mutating func commands(_ node: Node) -> [OwnCommand] {
        var names: Set<String> = []
        return list(node, "commands").compactMap { item in
            guard
                let table = table(
                    item, "a command", keys: ["name", "command", "timeout", "environment"])
            else { return nil }
            let name = name(table)
            let arguments = required(table, "command").flatMap { argumentList($0) }
            let timeout = table["timeout"].flatMap { commandTimeout($0) }
            let environment =
                table["environment"].map { self.environment($0, forbidden: Self.forbiddenForCommands) } ?? [:]
            guard let name, let arguments else { return nil }
            if !names.insert(name).inserted { fault(item, "two commands are named '\(name)'") }
            return OwnCommand(
                name: name, arguments: arguments, timeout: timeout ?? .seconds(300), environment: environment)
        }
    }

    /// The command of `respond: run NAME`; nil if the response is another one.
    mutating func commandName(_ node: Node) -> String? {
        guard let text = node.scalar?.string, text == "run" || text.hasPrefix("run ") else { return nil }
        let name = String(text.dropFirst("run ".count))
        let names =
            commandNames.isEmpty
            ? "the stack has none; add 'commands:'" : "the stack has \(commandNames.joined(separator: ", "))"
        guard !name.isEmpty else {
            fault(node, "'respond: run' lacks the name of a command; write run NAME; \(names)")
            return nil
        }
        guard commandNames.contains(name) else {
            let near = ValueText.nearest(name, among: commandNames).map { "did you mean '\($0)'?" }
            fault(node, "there is no command '\(name)'; \(near ?? names)")
            return nil
        }
        return name
    }

    /// The program and its arguments. Faults print none of them.
    private mutating func argumentList(_ node: Node) -> [String]? {
        let words = list(node, "command").map { $0.scalar?.string }
        guard let program = words.first ?? nil, program.hasPrefix("/") else {
            fault(
                node,
                "command does not begin with an absolute path; write it as in [/usr/local/bin/flush, --all]")
            return nil
        }
        guard words.allSatisfy({ $0 != nil }) else {
            fault(node, "an argument of command is not a text; write it in quotes")
            return nil
        }
        return words.compactMap { $0 }
    }

    private mutating func commandTimeout(_ node: Node) -> Duration? {
        guard let timeout = duration(node, "timeout", least: .seconds(1)) else { return nil }
        guard timeout <= .seconds(3600) else {
            fault(node, "a timeout of \(timeout.words) is too long; at most 1h")
            return nil
        }
        return timeout
    }

    private static func forbiddenForCommands(_ name: String) -> String? {
        switch name {
        case "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN":
            return "write no credentials in this file; set AWS_PROFILE"
        case _ where name.hasPrefix("LD_"): return "it would change what the command runs"
        case _ where name.hasPrefix("TERRIER_"): return "Terrier sets these names itself"
        default: return nil
        }
    }
}
