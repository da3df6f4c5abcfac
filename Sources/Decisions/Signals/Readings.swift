/// The readings of one cycle, in the order in which they were made, with fast access by signal.
public struct Readings: Sendable, Equatable {
    private var list: [Reading] = []
    /// Only looked up, never iterated. If a signal has two readings, the first counts.
    private var places: [Signal: Int] = [:]
    /// The indices of the unknown ones, in order. There are few in most cycles.
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

    /// The first reading of a signal; nil if there is none.
    public func of(_ signal: Signal) -> Reading? {
        places[signal].map { list[$0] }
    }

    /// The unknown ones, in order.
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
