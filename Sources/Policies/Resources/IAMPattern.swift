/// Resources in a policy are patterns.
enum IAMPattern {
    /// The pattern that matches exactly this text: `*`, `?` and `$` are written as policy variables (IAM, "Policy variables",
    /// "Using policy variables to escape special characters").
    static func literal(_ text: String) -> String {
        text.reduce(into: "") { pattern, character in
            pattern += "*?$".contains(character) ? "${\(character)}" : String(character)
        }
    }
}
