import Decisions
import Foundation
import Yams

extension YAMLReader {
    private static let form = "write it as \"aws_autoscaling_group.*: desired_capacity\", in quotes"

    /// `ignore:`, a list of `PATTERN: ATTRIBUTE, ATTRIBUTE`.
    mutating func ignored(_ node: Node) -> [IgnoredDrift] {
        list(node, "ignore").compactMap { item in
            // Without quotes it is a mapping.
            guard case .scalar(let scalar) = item else {
                fault(item, "an entry of ignore is not a text; \(Self.form)")
                return nil
            }
            return ignored(scalar.string, item)
        }
    }

    private mutating func ignored(_ text: String, _ node: Node) -> IgnoredDrift? {
        // A key of an address may contain a colon; the name of an attribute does not.
        guard let colon = text.lastIndex(of: ":"), !text[colon...].contains("]") else {
            fault(node, "'\(text)' names no attribute; \(Self.form)")
            return nil
        }
        let names = text[text.index(after: colon)...].split(separator: ",", omittingEmptySubsequences: false)
            .map { $0.trimmingCharacters(in: .whitespaces) }
        if let wrong = names.first(where: { !Self.isPath($0) }) {
            fault(node, "'\(wrong)' is not the name of an attribute; \(Self.form)")
            return nil
        }
        do throws(AddressFault) {
            return IgnoredDrift(try Pattern(String(text[..<colon])), names)
        } catch {
            fault(node, "\(error.description); in ignore write addresses as in aws_dynamodb_table.events")
            return nil
        }
    }

    /// Names of attributes and keys, separated by full stops.
    private static func isPath(_ text: String) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        return parts.allSatisfy { part in
            !part.isEmpty
                && part.unicodeScalars.allSatisfy {
                    $0.properties.isAlphabetic || $0.properties.numericType != nil
                        || "_-/:".unicodeScalars.contains($0)
                }
        }
    }
}
