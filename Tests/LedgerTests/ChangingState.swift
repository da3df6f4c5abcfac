import Decisions
import Foundation
import Hashes

@testable import Ledger

/// A state of a megabyte or less that changes a little from one serial to the next, as Terraform writes it.
struct ChangingState {
    private var instances: [[UInt8]] = []
    private(set) var addresses: [Address]
    private(set) var serial: UInt64 = 0
    private var noise: UInt64

    /// - Parameter count: the number of instances, each of about 1,600 bytes.
    init(count: Int, seed: UInt64 = 1) {
        noise = seed
        addresses = (0..<count).map { Address(type: "aws_lambda_function", name: "f", key: .index($0)) }
        instances = (0..<count).map { _ in [] }
        for place in 0..<count { instances[place] = instance(place) }
        change(0)
    }

    /// Gives new values to this many instances, and takes the next serial.
    mutating func change(_ count: Int) {
        serial += 1
        for _ in 0..<count {
            let place = Int(random() % UInt64(instances.count))
            instances[place] = instance(place)
        }
    }

    var text: [UInt8] {
        let head =
            #"{"version": 4, "terraform_version": "1.11.4", "serial": \#(serial), "lineage": "l", "outputs": {}, "#
        return Array(
            (head
                + #""resources": [{"mode": "managed", "type": "aws_lambda_function", "name": "f", "instances": ["#)
                .utf8)
            + Array(instances.joined(separator: Array(",\n".utf8))) + Array("]}]}".utf8)
    }

    func believed(at: Timestamp = Given.start) -> (believed: BelievedState, body: [UInt8]) {
        let text = text
        let identity = SnapshotIdentity(
            lineage: "l", serial: serial, resources: addresses.count, bytes: text.count,
            sha256: SHA256.hexadecimal(text))
        return (BelievedState(identity: identity, addresses: addresses, seen: at), text)
    }

    /// The record of the cycle in minute `n`.
    func cycle(_ n: Int, stack: String = "s") -> CycleRecord {
        var cycle = Given.cycle(n, stack: stack)
        cycle.state = believed(at: cycle.at)
        return cycle
    }

    private mutating func instance(_ place: Int) -> [UInt8] {
        let attributes = (0..<24).map { attribute in
            let value = attribute < 3 ? hexadecimal(16) : "a value that is the same in many instances"
            return "            \"attribute_\(attribute)\": \"\(value)\""
        }
        return Array(
            "{\"index_key\": \(place), \"attributes\": {\n\(attributes.joined(separator: ",\n"))}}".utf8)
    }

    private mutating func hexadecimal(_ bytes: Int) -> String {
        Hashes.hexadecimal((0..<bytes).map { _ in UInt8(truncatingIfNeeded: random()) })
    }

    private mutating func random() -> UInt64 {
        noise = noise &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return noise >> 33
    }
}
