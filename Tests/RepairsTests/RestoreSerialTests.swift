import Decisions
import Terraform
import Testing

@testable import Repairs

/// Over what a stored state may be written, and with which serial.
@Suite struct RestoreSerialTests {
    private static func state(_ lineage: String, _ serial: UInt64, resources: Int = 1) throws -> State {
        let names = (0..<resources).map {
            #"{"mode":"managed","type":"a_b","name":"n\#($0)","instances":[{"attributes":{}}]}"#
        }.joined(separator: ",")
        let text = #"{"version":4,"serial":\#(serial),"lineage":"\#(lineage)","resources":[\#(names)]}"#
        return try State(parsing: Array(text.utf8), stack: "s")
    }

    private func next(_ chosen: State, believed: State?, found: State?) throws -> UInt64 {
        try RestoreSerial(
            ChosenSnapshot(state: chosen, name: "n", believed: believed?.identity), found
        ).next()
    }

    @Test func serialIsAboveAll() throws {
        let (seven, nine) = (try Self.state("l", 7), try Self.state("l", 9))
        #expect(try next(seven, believed: seven, found: nil) == 8)
        // An older snapshot, over what is believed.
        #expect(try next(seven, believed: nine, found: nine) == 10)
        // An older state was put in place.
        #expect(try next(nine, believed: nine, found: seven) == 10)
        // What a slip made has nothing in it, and a serial that says nothing.
        #expect(try next(seven, believed: seven, found: try Self.state("m", 30, resources: 0)) == 8)
        #expect(try next(seven, believed: nil, found: try Self.state("l", 12)) == 13)
    }

    @Test func theseAreRefused() throws {
        let seven = try Self.state("l", 7)
        let refused: [(State, String)] = [
            (try Self.state("m", 1), "another lineage with 1 resource: "),
            (try Self.state("l", 8), "newer than what was believed"),
            (try Self.state("l", 8, resources: 0), "newer than what was believed"),
            (seven, "exactly this state"),
        ]
        for (found, words) in refused {
            #expect {
                try next(seven, believed: seven, found: found)
            } throws: { error in
                (error as? RepairStop)?.outcome == .refused
                    && (error as? RepairStop)?.message.contains(words) == true
            }
        }
        let last = try Self.state("l", UInt64(Int64.max))
        #expect(throws: RepairStop.self) { try next(last, believed: last, found: nil) }
    }

    @Test func stateThatIsNotLostNeedsAReason() throws {
        func reason(_ chosen: State, believed: State?, found: State?) -> String? {
            RestoreSerial(
                ChosenSnapshot(state: chosen, name: "snapshot 3", believed: believed?.identity), found
            )
            .needsReason
        }
        let (seven, nine) = (try Self.state("l", 7), try Self.state("l", 9, resources: 2))
        let empty = try Self.state("l", 9, resources: 0)
        let lost: [State?] = [
            nil, seven, empty, try Self.state("l", 3, resources: 0), try Self.state("m", 1, resources: 0),
        ]
        for found in lost {
            #expect(
                reason(nine, believed: nine, found: found) == nil, "\(String(describing: found?.identity))")
            // An older one is not what comes back by itself.
            #expect(reason(try Self.state("l", 5), believed: nine, found: found) != nil)
        }
        #expect(reason(seven, believed: nil, found: nil) == nil)
        // A slip in the number, over a healthy state.
        let words = "the backend has serial 9 with 2 resources, which does not look lost"
        #expect(reason(seven, believed: nine, found: nine) == words)
        // After `snapshots forget` nobody knows: the backend's state is what a person said is right.
        #expect(reason(seven, believed: nil, found: nine) == words)
        #expect(reason(nine, believed: nil, found: seven) != nil)
        #expect(reason(seven, believed: nil, found: empty) != nil)
        // Everything was destroyed, and that was believed.
        #expect(reason(seven, believed: empty, found: empty) != nil)
        #expect(
            reason(seven, believed: try Self.state("m", 1), found: nil)
                == "snapshot 3 has another lineage than the newest good state (serial 1)")
    }
}
