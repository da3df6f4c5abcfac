/// Terraform's errors about a state that it cannot read (Terraform, `internal/states/statefile/read.go`).
enum StateFormatError {
    static let summary = "Unsupported state file format"

    /// Whether a backend's words, or those of an error about the lock, are such an error, alone or in a list of several.
    static func isIn(_ said: String) -> Bool {
        said.split(separator: "\n").contains {
            $0.hasPrefix("\(summary): ") || $0.hasPrefix("- \(summary): ")
        }
    }

    /// What Terraform found. A page in place of a state is not JSON from its first byte on; a state that was cut off, or written
    /// over, is JSON up to some point.
    static func words(_ texts: [String], stack: String) -> String {
        let text = texts.joined(separator: "\n")
        if let version = text.firstMatch(
            of: /The state file uses format version (\d{1,9}), which is not supported/)
        {
            return
                "the state of \(stack) cannot be read by Terraform: it is torn or corrupt, or of a newer Terraform (format version \(version.output.1))"
        }
        if text.contains("could not be parsed as JSON: syntax error at byte offset 1.") {
            return
                "what the backend of \(stack) returned is not a state: it is not JSON from the first byte on, as a sign-in page or the error page of a proxy is; look at the backend's address with the same credentials"
        }
        return "the state of \(stack) cannot be read by Terraform: it is torn or corrupt"
    }
}
