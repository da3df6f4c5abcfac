import Decisions
import Foundation
import SoakTesting

/// Runs one seed after another, for the given time or until SIGINT or SIGTERM.
struct SoakRun {
    struct Arguments {
        /// How long to run, in seconds; nil for no limit.
        var seconds: Double?
        /// The first seed.
        var seed: UInt64
        /// Whether to run only one seed and print its trace.
        var trace = false
        /// The simulated time in which faults occur in each seed, in seconds; nil for half a day.
        var trouble: Double?
        /// The directory for real databases; nil to keep them in memory.
        var directory: String?
        /// A deliberate fault in the program, which the soak must find.
        var plant: PlantedFault?
        /// Words of the promise that the fault must break; any where it is not said.
        var breaks = ""
    }

    let arguments: Arguments

    init(_ arguments: Arguments) {
        self.arguments = arguments
    }

    static func arguments(_ words: ArraySlice<String>) -> Arguments {
        var arguments = Arguments(seed: UInt64.random(in: 1...999_999_999))
        var words = words
        func usage() -> Never {
            FileHandle.standardError.write(
                Data(
                    "error: usage: soak [--for 40s|10m|2h] [--seed N] [--trouble 12h] [--files DIRECTORY] [--trace]\n"
                        .utf8))
            exit(64)
        }
        while let word = words.popFirst() {
            switch word {
            case "--trace": arguments.trace = true
            case "--plant":
                guard let fault = words.popFirst().flatMap(PlantedFault.init) else { usage() }
                arguments.plant = fault
            case "--breaks":
                guard let words = words.popFirst() else { usage() }
                arguments.breaks = words
            case "--for":
                guard let value = words.popFirst().flatMap(duration), value > 0 else { usage() }
                arguments.seconds = value
            case "--files":
                guard let path = words.popFirst() else { usage() }
                arguments.directory = path
            case "--trouble":
                guard let value = words.popFirst().flatMap(duration), value > 0 else { usage() }
                arguments.trouble = value
            case "--seed":
                guard let value = words.popFirst().flatMap(UInt64.init) else { usage() }
                arguments.seed = value
            default: usage()
            }
        }
        return arguments
    }

    /// Parses `40s`, `10m` or `2h` to seconds.
    private static func duration(_ text: String) -> Double? {
        let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600]
        guard let unit = text.last.flatMap({ units[$0] }) else { return nil }
        return Double(text.dropLast()).map { $0 * unit }
    }

    private func soak(_ seed: UInt64, isCalm: Bool = false, keep: Int = 0) -> Soak {
        Soak(
            seed: seed, trouble: .seconds(arguments.trouble ?? 43_200), isCalm: isCalm, keep: keep,
            directory: arguments.directory, fault: arguments.plant)
    }

    /// - Returns: whether every promise was kept.
    func run() -> Bool {
        if let fault = arguments.plant, !arguments.trace { return search(fault) }
        if arguments.trace { return trace() }
        let began = ContinuousClock.now
        print("soak: from seed \(arguments.seed)")
        // Print the first seed at once, so that a failed run can be repeated.
        fflush(nil)
        let stop = StopSignal()
        let deadline = SeedDeadline()
        var total = SoakTotals()
        var seed = arguments.seed
        var printed = began
        while !stop.isRequested, arguments.seconds.map({ ContinuousClock.now - began < .seconds($0) }) ?? true
        {
            // Every tenth seed is calm: it measures a quiet cycle, and checks that nothing is done when nothing is wrong.
            let isCalm = seed % 10 == 9
            let start = ContinuousClock.now
            deadline.begin(seed)
            let result = soak(seed, isCalm: isCalm).run()
            total.add(result, took: ContinuousClock.now - start, isCalm: isCalm)
            for violation in result.violations.prefix(3) { print("seed \(seed): \(violation)") }
            if !result.violations.isEmpty { fflush(nil) }
            seed += 1
            if ContinuousClock.now - printed > .seconds(10) {
                printed = .now
                print("soak: seed \(seed), \(total.line)")
                fflush(nil)
            }
        }
        deadline.end()
        total.details.forEach { print($0) }
        print("soak: \(total.line)")
        return total.violations == 0
    }

    /// Runs seeds until one finds the planted fault, at most a thousand.
    private func search(_ fault: PlantedFault) -> Bool {
        for seed in arguments.seed..<arguments.seed + 1000 {
            let violations = soak(seed).run().violations
            if let violation = violations.first(where: {
                arguments.breaks.isEmpty || $0.contains(arguments.breaks)
            }) {
                print("\(fault.rawValue) \(seed) \(violation)")
                return true
            }
        }
        print("\(fault.rawValue) NOT FOUND")
        return false
    }

    private func trace() -> Bool {
        let result = soak(arguments.seed, isCalm: arguments.seed % 10 == 9, keep: 1_000_000).run()
        for line in result.lines { print(line) }
        for violation in result.violations { print("violation: \(violation)") }
        print("trace: \(String(result.trace, radix: 16))")
        return result.violations.isEmpty
    }
}

/// The totals of all seeds so far.
private struct SoakTotals {
    var seeds = 0
    var quiet = 0
    var faulty = 0
    var lasted = Duration.zero
    var faults = 0
    var repairs = 0
    var violations = 0
    private var troubles: [(name: String, count: Int)] = []
    private var kills = 0
    private var operatorActions = 0
    private var applies = 0
    private var outcomes: [(name: String, count: Int)] = []
    private var calmCycles = 0
    private var calmTook = Duration.zero
    private var troubledCycles = 0
    private var troubledTook = Duration.zero

    mutating func add(_ result: Soak.Result, took: Duration, isCalm: Bool) {
        seeds += 1
        quiet += result.quietCycles
        faulty += result.faultyCycles
        lasted += result.lasted
        kills += result.kills
        operatorActions += result.operatorActions
        repairs += result.repairs
        applies += result.applies
        violations += result.violations.count
        troubles = Self.sum(troubles, result.troubles.map { ($0.name, $0.count) })
        outcomes = Self.sum(outcomes, result.outcomes.map { ($0.name, $0.count) })
        faults = troubles.reduce(0) { $0 + $1.count } + kills + operatorActions
        let cycles = result.quietCycles + result.faultyCycles
        if isCalm {
            calmCycles += cycles
            calmTook += took
        } else {
            troubledCycles += cycles
            troubledTook += took
        }
    }

    private static func sum(_ left: [(name: String, count: Int)], _ right: [(String, Int)]) -> [(
        name: String, count: Int
    )] {
        left.isEmpty ? right.map { ($0.0, $0.1) } : zip(left, right).map { ($0.name, $0.count + $1.1) }
    }

    var line: String {
        let years = Double(lasted.components.seconds) / 31_557_600
        return
            "\(quiet + faulty) cycles, \(String(format: "%.2f", years)) years, \(faults) faults, \(repairs) repairs, violations: \(violations)"
    }

    var details: [String] {
        [
            "soak: \(seeds) seeds; cycles: \(quiet) quiet, \(faulty) faulty",
            "soak: cycles a second: \(rate(calmCycles, calmTook)) in calm seeds, \(rate(troubledCycles, troubledTook)) in troubled ones",
            "soak: troubles: " + troubles.map { "\($0.name) \($0.count)" }.joined(separator: ", "),
            "soak: \(kills) kills, \(operatorActions) operator actions",
            "soak: \(applies) changes; repairs: "
                + outcomes.map { "\($0.name) \($0.count)" }.joined(separator: ", "),
        ]
    }

    private func rate(_ cycles: Int, _ took: Duration) -> String {
        let seconds = Double(took.components.seconds) + Double(took.components.attoseconds) / 1e18
        return seconds > 0 ? "\(Int(Double(cycles) / seconds))" : "none"
    }
}
