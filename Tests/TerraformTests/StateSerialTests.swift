import Testing

@testable import Terraform

/// Only the serial of a stored state is changed.
@Suite struct StateSerialTests {
    @Test(arguments: [
        #"{"version":4,"serial":7,"lineage":"l","resources":[]}"#,
        "{\n  \"version\": 4,\n  \"serial\" : 7 ,\n  \"lineage\": \"l\",\n  \"resources\": []\n}\n",
        #"{"lineage":"serial","outputs":{"serial":{"value":7,"type":"number"},"a\"b":{"value":"\\","type":"string"}},"serial":7,"version":4,"resources":[{"mode":"managed","type":"a_b","name":"c","instances":[{"attributes":{"serial":7,"t":"\"serial\":7"}}]}]}"#,
    ])
    func restOfTheTextStays(text: String) throws {
        let state = try State(parsing: Array(text.utf8), stack: "s")
        let next = try state.withSerial(12_345, stack: "s")
        #expect(next.serial == 12_345 && next.lineage == state.lineage)
        // Back again, it is the same text.
        let back = try next.withSerial(7, stack: "s")
        #expect(back.raw == state.raw)
        #expect(next.raw.count == state.raw.count + 4)
    }
}
