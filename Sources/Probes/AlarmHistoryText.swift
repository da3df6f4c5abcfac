import Foundation

extension AlarmHistory {
    /// Reads back what `text` wrote; a text that cannot be read is a history that begins anew.
    public init(text: String) {
        self = (try? JSONDecoder().decode(AlarmHistory.self, from: Data(text.utf8))) ?? AlarmHistory()
    }

    public var text: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }
}
