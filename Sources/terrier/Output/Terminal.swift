import Foundation

/// What the commands print: results on standard output, faults on standard error.
enum Terminal {
    static func print(_ text: String) {
        // Nobody reading any more ends nothing.
        try? FileHandle.standardOutput.write(contentsOf: Data((shown(text) + "\n").utf8))
    }

    /// What is shown comes from databases that other users write, and from AWS: none of it gives a person's terminal orders.
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

    /// `error: what, where, what to do`
    static func fault(_ text: String) {
        try? FileHandle.standardError.write(contentsOf: Data(("error: " + shown(text) + "\n").utf8))
    }

    static func note(_ text: String) {
        try? FileHandle.standardError.write(contentsOf: Data((shown(text) + "\n").utf8))
    }

    static func json(_ value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
        print(String(decoding: try encoder.encode(value), as: UTF8.self))
    }

    /// Rows as aligned columns, two spaces between them.
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
