import Decisions

extension State {
    /// The same state with another serial. Everything else of its text stays as it is, byte by byte.
    ///
    /// - Throws: a `TerraformFault` if the text has no serial that can be replaced.
    public func withSerial(_ serial: UInt64, stack: String) throws(TerraformFault) -> State {
        let text = Self.replacingSerial(in: raw, by: Array("\(serial)".utf8))
        let state = try State(parsing: text, stack: stack)
        guard state.serial == serial, state.lineage == lineage, state.instances.count == instances.count
        else {
            throw TerraformFault(
                .stateMalformed, "the serial of the stored state of \(stack) cannot be replaced")
        }
        return state
    }

    /// Replaces the number after each `"serial":` of the outermost object.
    private static func replacingSerial(in raw: [UInt8], by digits: [UInt8]) -> [UInt8] {
        let name = Array("\"serial\"".utf8)
        var text: [UInt8] = []
        text.reserveCapacity(raw.count + 2)
        var depth = 0
        var place = 0
        while place < raw.count {
            let byte = raw[place]
            guard byte == UInt8(ascii: "\"") else {
                if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") { depth += 1 }
                if byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]") { depth -= 1 }
                text.append(byte)
                place += 1
                continue
            }
            let end = endOfString(raw, from: place)
            text += raw[place..<end]
            let isSerial = depth == 1 && raw[place..<end].elementsEqual(name)
            place = end
            // A value may be called so, too.
            guard isSerial, let number = startOfNumber(raw, from: place) else { continue }
            text += raw[place..<number]
            place = number
            text += digits
            while place < raw.count, isOfNumber(raw[place]) { place += 1 }
        }
        return text
    }

    /// Behind a colon; nil if there is none.
    private static func startOfNumber(_ raw: [UInt8], from start: Int) -> Int? {
        func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
        guard let colon = raw[start...].firstIndex(where: { !isSpace($0) }),
            raw[colon] == UInt8(ascii: ":")
        else { return nil }
        return raw[(colon + 1)...].firstIndex { !isSpace($0) }
    }

    /// The index behind the closing quote.
    private static func endOfString(_ raw: [UInt8], from start: Int) -> Int {
        var place = start + 1
        while place < raw.count, raw[place] != UInt8(ascii: "\"") {
            place += raw[place] == UInt8(ascii: "\\") ? 2 : 1
        }
        return min(place + 1, raw.count)
    }

    private static func isOfNumber(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "-")
            || byte == UInt8(ascii: "+") || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "e")
            || byte == UInt8(ascii: "E")
    }
}
