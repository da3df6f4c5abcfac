import Decisions
import Notifications
import Settings
import Testing

@testable import Rehearsal

/// A wall clock that jumps a year, through the real cycle: ages, cooldowns, budgets, ladders and mutes go on as if it had not.
@Suite struct ClockJumpTests {
    /// The entries without those about the clock, each with the time since the beginning as a stopwatch shows it, in seconds.
    private func story(_ timeline: Timeline, _ jump: String) throws -> [(kind: Timeline.Kind, at: Int64)] {
        let step = try #require(Duration(words: String(jump.dropFirst())))
        var shift = Duration.zero
        let began = timeline.entries.first?.at ?? Timestamp(seconds: 0)
        return timeline.entries.compactMap { entry in
            guard entry.kind != .world || !entry.what.contains("clock") else {
                shift = jump.hasPrefix("-") ? step : .zero - step
                return nil
            }
            return (entry.kind, (entry.at - began + shift).milliseconds / 1000)
        }
    }

    @Test(arguments: ["+365d", "-365d"])
    func healthyStackStaysHealthy(jump: String) throws {
        let timeline = try timeline("{at: 30m, clock: \(jump)}", lasts: "4h")
        #expect(timeline.kinds == [.begins, .world], "\(timeline.lines)")
    }

    /// A second loss within the cooldown, a third one after the budget, and an incident that climbs its ladder.
    @Test(
        arguments: ["+365d", "-365d"],
        [
            "{at: 10m, lose: [aws_dynamodb_table.events]}, {at: 16m, lose: [aws_dynamodb_table.events]}, {at: 40m, lose: [aws_dynamodb_table.events]}, {at: 14m, CLOCK}",
            "{at: 10m, error_rate: 25%}, {at: 18m, CLOCK}, {at: 70m, error_rate: 0%}",
            "{at: 10m, flap: aws_cloudwatch_metric_alarm.errors for 90m}, {at: 5m, CLOCK}",
            "{at: 10m, lose: [aws_dynamodb_table.events]}, {at: 9m, lock: 30m}, {at: 15m, CLOCK}",
            "{at: 10m, pause: 40m}, {at: 11m, lose: [aws_dynamodb_table.events]}, {at: 20m, CLOCK}",
        ])
    func nothingHappensEarlierOrLaterBecauseOfTheClock(jump: String, events: String) throws {
        let steady = try story(timeline(events.replacing("CLOCK", with: "clock: +1s"), lasts: "3h"), "+1s")
        let jumped = try story(timeline(events.replacing("CLOCK", with: "clock: \(jump)"), lasts: "3h"), jump)
        #expect(jumped.map(\.kind) == steady.map(\.kind))
        // Within two cycles: the simulated responses take other times.
        let late = zip(jumped, steady).filter { abs($0.at - $1.at) > 120 }
        #expect(late.isEmpty, "\(late)")
    }
}
