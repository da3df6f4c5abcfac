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
}
