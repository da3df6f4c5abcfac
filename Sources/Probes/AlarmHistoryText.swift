import Foundation

extension AlarmHistory {
    /// Decodes what `text` encoded. If the text cannot be decoded, the history is empty.
    public init(text: String) {
        self = (try? JSONDecoder().decode(AlarmHistory.self, from: Data(text.utf8))) ?? AlarmHistory()
    }

    public var text: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }
}
