/// The readings of one look, in the order in which they were made, each found by its signal at once.
public struct Readings: Sendable, Equatable {
    private var list: [Reading] = []
    /// Looked up, never iterated. Of two readings of one signal the first counts.
    private var places: [Signal: Int] = [:]
    /// The places of those that are unknown, in their order: few in most looks.
    private var unknownPlaces: [Int] = []

    public init(_ readings: [Reading] = []) {
        list.reserveCapacity(readings.count)
        places.reserveCapacity(readings.count)
        for reading in readings { append(reading) }
    }

    public mutating func append(_ reading: Reading) {
        if places[reading.signal] == nil { places[reading.signal] = list.count }
        if reading.reason != nil { unknownPlaces.append(list.count) }
        list.append(reading)
    }

    public func of(_ signal: Signal) -> Reading? {
        places[signal].map { list[$0] }
    }

    /// Those that are unknown, in their order.
    public var unknown: some Sequence<Reading> { unknownPlaces.lazy.map { list[$0] } }

    public static func == (left: Readings, right: Readings) -> Bool { left.list == right.list }
}

extension Readings: RandomAccessCollection, ExpressibleByArrayLiteral {
    public init(arrayLiteral elements: Reading...) { self.init(elements) }

    public var startIndex: Int { 0 }
    public var endIndex: Int { list.count }

    public subscript(index: Int) -> Reading {
        get { list[index] }
        set {
            var changed = list
            changed[index] = newValue
            self = Readings(changed)
        }
    }
}
