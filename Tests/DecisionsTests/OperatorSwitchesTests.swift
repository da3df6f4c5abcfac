import Testing

@testable import Decisions

@Suite struct OperatorSwitchesTests {
    @Test func acknowledgementIsReportedOnceAndStopsRepairs() throws {
        var world = try World(World.lost)
        #expect(world.cycle(.missing).words == ["opened", "repair"])
        world.operators.acknowledged = ["s-1": "kim: mine", "s-9": "of another"]
        #expect(world.cycle(.missing).words == ["acknowledged"])
        #expect(world.watch.incidents.first?.acknowledged == "kim: mine")
        // Once acknowledged, it stays so, even if the switch ends.
        world.operators = OperatorSwitches()
        #expect(world.cycle(.missing).words == [])
        #expect(world.cycle(.healthy).words == ["closed: cleared"])
        #expect(world.cycle(.missing).words == ["opened", "repair"])
    }

    @Test func closedIncidentLeavesItsRuleTrippedUntilItClears() throws {
        var world = try World(World.lost)
        _ = world.cycle(.missing)
        world.operators.closed = ["s-1": "kim: known"]
        #expect(world.cycle(.missing).words == ["closed: kim: known"])
        #expect(world.watch.incidents.isEmpty && world.watch.rules["lost"]?.isTripped == true)
        for _ in 0..<3 { #expect(world.cycle(.missing).words == []) }
        #expect(world.cycle(.healthy).words == [])
        let effects = world.cycle(.missing)
        #expect(effects.words == ["opened", "repair"])
        #expect(world.watch.incidents.map(\.id) == ["s-2"])
    }

    @Test func closingOverridesAcknowledging() throws {
        var world = try World(World.lost)
        _ = world.cycle(.missing)
        world.operators = OperatorSwitches(acknowledged: ["s-1": "kim: mine"], closed: ["s-1": "lee: known"])
        #expect(world.cycle(.missing).words == ["closed: lee: known"])
    }

    @Test func refusalsAreReportedAgainForTheNextIncident() throws {
        var world = try World(World.lost)
        world.operators.pause = "kim: work"
        #expect(world.cycle(.missing).words == ["opened", "held back: pause"])
        world.operators.closed = ["s-1": "kim: known"]
        #expect(world.cycle(.missing).words == ["closed: kim: known"])
        #expect(world.cycle(.healthy).words == [])
        #expect(world.cycle(.missing).words == ["opened", "held back: pause"])
    }
}
