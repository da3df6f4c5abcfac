import Testing

@testable import Decisions

@Suite struct ReadingsTests {
    private let count = Reading.known(.resourcesCount, 1)
    private let missing = Reading.known(.resourcesMissing, 2)

    @Test func readingIsFoundByItsSignal() {
        var readings: Readings = [count]
        #expect(readings.of(.resourcesCount) == count && readings.of(.resourcesMissing) == nil)
        readings.append(missing)
        #expect(readings.of(.resourcesMissing) == missing)
        #expect(Array(readings) == [count, missing] && Readings([count, missing]) == readings)
        #expect(Readings().of(.resourcesCount) == nil && Readings().isEmpty)
    }

    @Test func firstReadingOfASignalCounts() {
        var readings: Readings = [count]
        readings.append(.known(.resourcesCount, 9))
        #expect(readings.of(.resourcesCount) == count && readings.map(\.value) == [1, 9])
    }

    @Test func readingCanBeReplaced() {
        var readings: Readings = [count, missing]
        readings[0] = .known(.resourcesCount, 5)
        #expect(readings.of(.resourcesCount)?.value == 5)
        readings[0] = .known(.planCreates, 7)
        #expect(readings.of(.resourcesCount) == nil && readings.of(.planCreates)?.value == 7)
        #expect(readings.of(.resourcesMissing) == missing && readings.count == 2)
        // If the first reading of a signal is replaced, the next one of that signal counts.
        readings = [count, .known(.resourcesCount, 9)]
        readings[0] = missing
        #expect(readings.of(.resourcesCount)?.value == 9 && readings.of(.resourcesMissing) == missing)
    }

    @Test func unknownReadingsAreListed() {
        let unknown = Reading.unknown(.planCreates, Unknown(.notAsked, ""))
        var readings: Readings = [count, unknown, missing]
        #expect(Array(readings.unknown) == [unknown])
        readings[2] = .unknown(.resourcesMissing, Unknown(.denied, ""))
        #expect(readings.unknown.map(\.signal) == [.planCreates, .resourcesMissing])
        readings[1] = .known(.planCreates, 1)
        readings.append(.unknown(.apiCORS, Unknown(.denied, "")))
        #expect(readings.unknown.map(\.signal) == [.resourcesMissing, .apiCORS])
    }

    @Test func orderIsPartOfEquality() {
        #expect(Readings([count, missing]) != Readings([missing, count]))
    }
}
