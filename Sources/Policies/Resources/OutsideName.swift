/// Names from the configuration and from the backend, as a policy writes them.
enum OutsideName {
    /// - Parameter separator: a character that would make the name two parts of an ARN.
    static func literal(_ text: String, _ attribute: String, without separator: Character? = nil)
        throws(UnusableName) -> String
    {
        if let separator, text.contains(separator) {
            throw UnusableName(attribute: attribute, why: .separator(separator))
        }
        guard let literal = IAMPattern.literal(text) else {
            throw UnusableName(attribute: attribute, why: .notWritable)
        }
        return literal
    }

    static func arn(_ text: String, _ attribute: String) throws(UnusableName) -> String {
        guard ARNText(text) != nil else { throw UnusableName(attribute: attribute, why: .notAnARN) }
        return try literal(text, attribute)
    }
}
