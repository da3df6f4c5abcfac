public import Settings

/// `command:`, an argument list, of which only the program's name is printed; the notice is JSON on its standard input.
enum CommandSink: SinkKind {
    static let form = SinkForm("command") { entry in
        guard let words = entry.words(entry.target) else { return nil }
        guard let program = words.first else {
            entry.fault(
                entry.target,
                "a command is a list of words; write it as in [/usr/local/bin/page, --stdin]")
            return nil
        }
        guard program.word.hasPrefix("/") else {
            entry.fault(
                program.position,
                "a command's first word is an absolute path, as a service has no defined working directory; write it as in /usr/local/bin/page"
            )
            return nil
        }
        return .command(words.map(\.word))
    }

    static func place(_ target: SinkTarget) -> String {
        String(target.address.split(separator: "/").last ?? "")
    }

    static func noticeSender(_ sink: Sink, _ tools: SenderTools) -> (any NoticeSender)? {
        UserCommand(list: sink.target.words, environment: tools.environment)
    }
}

extension SinkTarget {
    /// - Parameter list: the program, by its absolute path, and its arguments.
    public static func command(_ list: [String]) -> SinkTarget { SinkTarget(CommandSink.form.key, list) }
}
