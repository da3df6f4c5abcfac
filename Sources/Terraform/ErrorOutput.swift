import Foundation

/// Parses what commands without `-json` print on standard error.
enum ErrorOutput {
    /// The errors in it: diagnostics, which Terraform frames, else what a backend said, else the words of another program.
    static func errors(_ bytes: [UInt8]) -> [TerraformError] {
        let lines = String(decoding: bytes.suffix(64 << 10), as: UTF8.self)
            .replacing(/\u{1B}\[[0-9;]*m/, with: "").split(separator: "\n", omittingEmptySubsequences: false)
            .map(String.init)
        let parts = parts(lines)
        let framed = parts.framed.compactMap(diagnostic)
        if !framed.isEmpty { return framed }
        let rest = parts.rest.drop {
            blank($0) || $0.hasPrefix("There are some problems with the CLI config")
        }
        if let start = rest.firstIndex(where: { TerraformError.said(byBackend: $0) != nil }) {
            let text = rest[start...].joined(separator: "\n")
            return TerraformError.said(byBackend: text).map { [TerraformError(.backend, $0)] } ?? []
        }
        // With `-no-color` some versions print no frame.
        if let start = rest.firstIndex(where: { $0.hasPrefix("Error: ") }) {
            return [diagnostic(Array(rest[start...]))].compactMap(\.self)
        }
        let said = rest.filter { !blank($0) }
        return said.isEmpty ? [] : [TerraformError(.program, said.suffix(3).joined(separator: "; "))]
    }

    /// The lines of each frame, without the frame, and the lines outside.
    private static func parts(_ lines: [String]) -> (framed: [[String]], rest: [String]) {
        var framed: [[String]] = []
        var rest: [String] = []
        var isInFrame = false
        for line in lines {
            if line.hasPrefix("╷") {
                framed.append([])
                isInFrame = true
            } else if line.hasPrefix("╵") {
                isInFrame = false
            } else if isInFrame, line.hasPrefix("│") {
                framed[framed.count - 1].append(line.dropFirst().trimmingCharacters(in: .whitespaces))
            } else {
                isInFrame = false
                rest.append(line)
            }
        }
        return (framed, rest)
    }

    /// The first line is the severity and the summary, which may go on after a line's end; the detail follows an empty line.
    private static func diagnostic(_ lines: [String]) -> TerraformError? {
        let lines = lines.drop(while: blank)
        guard let first = lines.first, first.hasPrefix("Error: ") else { return nil }
        let summary = first.dropFirst("Error: ".count)
        let text = ([String(summary)] + lines.dropFirst()).joined(separator: "\n")
        if let said = TerraformError.said(byBackend: text) { return TerraformError(.backend, said) }
        return TerraformError(
            .terraform, String(summary), lines.dropFirst().drop(while: blank).joined(separator: "\n"))
    }

    private static func blank(_ line: String) -> Bool { line.allSatisfy(\.isWhitespace) }
}
