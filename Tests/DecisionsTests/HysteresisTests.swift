import Foundation
import Testing

@testable import Decisions

@Suite struct HysteresisTests {
    let throttled = InstanceStatus.unknown(Unknown(.throttled, "DescribeTable"))
    let signal = Signal.lambdaErrorRate

    /// Runs cycles in which the table is missing at an `x`, healthy at a `.`, unknown at a `?`.
    private func cycles(_ world: inout World, _ word: String) -> [String] {
        word.map { letter in
            let status = letter == "x" ? InstanceStatus.missing : letter == "?" ? throttled : .healthy
            return world.cycle(status).words.joined(separator: ", ")
        }
    }

    /// Runs cycles of a rule on a rate, one for each value.
    private func rates(_ rule: Rule, _ values: [Double?]) throws -> [String] {
        var world = try World(rule)
        return values.map { value in
            var probeResult = world.observe()
            probeResult.readings.append(
                value.map { .known(signal, $0) } ?? .unknown(signal, Unknown(.throttled, "")))
            return world.cycle(probeResult).words.joined(separator: ", ")
        }
    }

    @Test func shareOfCyclesTripsAndClears() throws {
        var rule = World.lost
        rule.hold = .share(3, of: 5)
        rule.respond = .escalate
        var world = try World(rule)
        #expect(cycles(&world, "x.x.x") == ["", "", "", "", "opened"])
        // Cycles before the trip do not count for clearing.
        #expect(cycles(&world, "..x") == ["", "", ""])
        #expect(cycles(&world, ".") == ["closed: cleared"])
        // Unknown cycles are not among the five.
        #expect(cycles(&world, "x?.?x?x") == ["", "", "", "", "", "", "opened"])
    }

    @Test func ruleClearsByItsClearCondition() throws {
        let rule = Rule(
            name: "r", when: Condition(signal, .greater, 10, text: ""), hold: .cycles(1),
            clear: Clearance(when: Condition(signal, .less, 5, text: ""), hold: .cycles(2)))
        let reported = try rates(rule, [4, 11, 8, 4, 6, 4, nil, 4, 8])
        #expect(reported == ["", "opened", "", "", "", "", "", "closed: cleared", ""])
    }

    @Test func ageCountsBetweenTripAndClearThreshold() throws {
        let rule = Rule(
            name: "r", when: Condition(signal, .greater, 10, text: ""),
            clear: Clearance(when: Condition(signal, .less, 5, text: ""), hold: .cycles(3)))
        var world = try World(rule)
        for value in [11.0, 8, 8, 4] {
            var probeResult = world.observe()
            probeResult.readings.append(.known(signal, value))
            _ = world.cycle(probeResult)
        }
        #expect(world.watch.incidents.first?.age == .seconds(120))
    }

    @Test func flappingRuleKeepsItsIncidentAndRepairsNothing() throws {
        var world = try World(World.lost)
        // Four changes within the newest cycles have a weight of more than 20 %.
        let reported = cycles(&world, ".x.x.x.x.x.x")
        #expect(
            reported == [
                "", "opened, repair", "closed: cleared", "opened, repair", "flapping", "", "", "", "", "",
                "", "",
            ])
        #expect(world.watch.incidents.map(\.id) == ["s-2"])
        // When it has been quiet long enough, the incident closes, and the next loss is repaired again.
        let quiet = cycles(&world, String(repeating: ".", count: 25))
        #expect(quiet.filter { !$0.isEmpty } == ["steady, closed: cleared"])
        #expect(cycles(&world, "x") == ["opened, repair"])
    }

    @Test func flappingCanEndWhileTheRuleIsTripped() throws {
        var world = try World(World.lost)
        _ = cycles(&world, ".x.x.x.x")
        let quiet = cycles(&world, String(repeating: "x", count: 25))
        #expect(quiet.filter { !$0.isEmpty }.first == "steady, repair")
    }

    @Test func newerChangesWeighMore() {
        var history = CycleHistory()
        #expect(history.changed == 0)
        history.push(false)
        history.push(true)
        #expect(history.changed == 6.25)
        for _ in 0..<19 { history.push(true) }
        #expect(abs(history.changed - 3.75) < 1e-9)
        history.push(true)
        #expect(history.changed == 0)
        for cycle in 0..<21 { history.push(cycle % 2 == 0) }
        #expect(abs(history.changed - 100) < 1e-9)
    }

    @Test func historyCountsItsNewestCycles() {
        var history = CycleHistory()
        for held in [true, true, false, true] { history.push(held) }
        #expect((1...6).map { history.held(ofLast: $0) } == [1, 1, 2, 3, 3, 3])
        #expect(history.held(ofLast: 0) == 0)
        for _ in 0..<100 { history.push(true) }
        #expect(history.held(ofLast: 64) == 64 && history.count == 64)
    }

    @Test(arguments: [
        (Condition(.resourcesCount, .less, 5, text: ""), nil, RuleClearing.yes),
        (Condition(.resourcesCount, .less, 0, text: ""), nil, .neverHolds),
        (Condition(.resourcesCount, .less, 0.5, text: ""), nil, .yes),
        (Condition(.resourcesCount, .atLeast, 0, text: ""), nil, .alwaysHolds),
        (Condition(.apiReachable, .equal, 0, text: ""), nil, .yes),
        (
            Condition(.costEstimated, .greater, 50, text: ""), Condition(.costEstimated, .less, 40, text: ""),
            .yes
        ),
        (
            Condition(.costEstimated, .greater, 50, text: ""),
            Condition(.costEstimated, .atMost, 50, text: ""), .yes
        ),
        (
            Condition(.costEstimated, .greater, 50, text: ""),
            Condition(.costEstimated, .less, 50.01, text: ""), .overlap
        ),
        (
            Condition(.resourcesMissing, .greater, 0, text: ""),
            Condition(.resourcesMissing, .less, 0, text: ""),
            .clearNeverHolds
        ),
    ])
    func rulesThatCannotClearOrTripAreDetected(row: (Condition, Condition?, RuleClearing)) {
        #expect(row.0.clearing(through: row.1) == row.2)
    }

    @Test func watchOfAnOlderVersionKeepsItsIncident() throws {
        var world = try World(World.lost)
        _ = world.cycle(.missing)
        // What the older version did not write.
        var old = try #require(
            JSONSerialization.jsonObject(with: JSONEncoder().encode(world.watch)) as? [String: Any])
        var rules = try #require(old["rules"] as? [String: [String: Any]])
        for key in ["recent", "isTripped", "trips", "isFlapping"] { rules["lost"]?[key] = nil }
        old["rules"] = rules
        world.watch = try JSONDecoder().decode(
            Watch.self, from: JSONSerialization.data(withJSONObject: old))
        #expect(world.cycle(.healthy).words == ["closed: cleared"])
    }
}
