import Foundation

/// What the commands print: results on standard output, faults on standard error.
enum Terminal {
    static func print(_ text: String) {
        // An error is ignored: the command continues if nobody reads its output any more.
        try? FileHandle.standardOutput.write(contentsOf: Data((shown(text) + "\n").utf8))
    }

    /// Prints one line, in red if standard output is a terminal that may have colours.
    static func printRed(_ line: String) {
        guard hasColours else { return print(line) }
        let text = "\u{1B}[31m\(shown(line))\u{1B}[0m\n"
        try? FileHandle.standardOutput.write(contentsOf: Data(text.utf8))
    }

    /// Whether standard output is a terminal, and the environment does not ask for plain text (no-color.org).
    private static var hasColours: Bool {
        let environment = ProcessInfo.processInfo.environment
        return isatty(STDOUT_FILENO) != 0 && environment["NO_COLOR", default: ""].isEmpty
            && environment["TERM"] != "dumb"
    }

    /// Replaces control characters and characters that change the direction of text by U+FFFD. The text comes in part from AWS
    /// and from databases that other users write, and must not control a person's terminal.
    private static func shown(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F || $0 == 0x0A || $0 == 0x09 }
        if isPlain { return text }
        var scalars = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            let isOrder =
                scalar.properties.generalCategory == .control && scalar != "\n" && scalar != "\t"
                || scalar.properties.isBidiControl
            scalars.append(isOrder ? "\u{FFFD}" : scalar)
        }
        return String(scalars)
    }

    /// Prints `error: what, where, what to do` to standard error.
    static func fault(_ text: String) {
        try? FileHandle.standardError.write(contentsOf: Data(("error: " + shown(text) + "\n").utf8))
    }

    /// Prints a warning or a note to standard error.
    static func note(_ text: String) {
        try? FileHandle.standardError.write(contentsOf: Data((shown(text) + "\n").utf8))
    }

    /// Prints one JSON document with sorted keys to standard output.
    static func json(_ value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
        print(String(decoding: try encoder.encode(value), as: UTF8.self))
    }

    /// Rows as aligned columns, separated by two spaces.
    static func table(_ rows: [[String]]) -> String {
        var widths: [Int] = []
        for row in rows {
            for (column, cell) in row.enumerated() {
                if column == widths.count { widths.append(0) }
                widths[column] = max(widths[column], cell.count)
            }
        }
        return rows.map { row in
            row.enumerated().map { column, cell in
                column == row.count - 1
                    ? cell : cell + String(repeating: " ", count: widths[column] - cell.count)
            }.joined(separator: "  ")
        }.joined(separator: "\n")
    }
}
