import Catalogue

/// Why no right can name an instance.
struct UnusableName: Error, Hashable {
    var attribute: String
    var why: Why

    enum Why: Hashable {
        /// The state does not have the attribute, or it is empty.
        case notGiven
        /// A policy cannot contain its characters.
        case notWritable
        /// With this character in it the ARN would be that of other things.
        case separator(Character)
        case notAnARN
    }

    /// What is wrong, for a sentence that begins with the address.
    var description: String {
        switch why {
        case .notGiven: return "the state has no '\(attribute)' of it"
        case .notWritable:
            return
                "its '\(attribute)' has characters that an IAM policy cannot contain (only U+0020 to U+00FF)"
        case .separator(let character):
            return "its '\(attribute)' contains '\(character)', so its ARN would name other things"
        case .notAnARN: return "its '\(attribute)' is not the ARN of one thing"
        }
    }
}
