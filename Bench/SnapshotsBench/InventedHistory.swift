import Decisions
import Hashes

/// An invented state of about 1 MB, as Terraform writes it, in which a few instances change from one serial to the next.
struct InventedHistory {
    private static let count = 600
    private var instances: [[UInt8]] = []
    private let addresses = (0..<count).map {
        Address(type: "aws_lambda_function", name: "f", key: .index($0))
    }
    private var serial: UInt64 = 0
    private var noise: UInt64 = 1

    init() {
        for place in 0..<Self.count { instances.append(instance(place)) }
    }

    /// The next state: one to five instances have other values.
    mutating func next(at: Timestamp) -> (believed: BelievedState, body: [UInt8]) {
        serial += 1
        for _ in 0..<(1 + random() % 5) {
            let place = Int(random() % UInt64(Self.count))
            instances[place] = instance(place)
        }
        let body = text
        let identity = SnapshotIdentity(
            lineage: "0a1b2c3d-0000-0000-0000-000000000000", serial: serial, resources: Self.count,
            bytes: body.count, sha256: SHA256.hexadecimal(body))
        return (BelievedState(identity: identity, addresses: addresses, seen: at), body)
    }

    private var text: [UInt8] {
        let head = """
            {
              "version": 4,
              "terraform_version": "1.11.4",
              "serial": \(serial),
              "lineage": "0a1b2c3d-0000-0000-0000-000000000000",
              "outputs": {},
              "resources": [
                {
                  "mode": "managed",
                  "type": "aws_lambda_function",
                  "name": "f",
                  "provider": "provider[\\"registry.terraform.io/hashicorp/aws\\"]",
                  "instances": [

            """
        return Array(head.utf8) + instances.joined(separator: Array(",\n".utf8))
            + Array("\n]\n}\n]\n}\n".utf8)
    }

    /// About 1,600 bytes: ids, hashes and times that differ in every instance, and settings that are the same in many.
    private mutating func instance(_ place: Int) -> [UInt8] {
        let fixed = (0..<20).map {
            "            \"setting_\($0)\": \"a value that many instances share \($0)\","
        }
        return Array(
            """
                    {
                      "index_key": \(place),
                      "schema_version": 0,
                      "attributes": {
                        "arn": "arn:aws:lambda:eu-central-1:123456789012:function:f-\(place)",
                        "id": "\(hexadecimal(8))",
                        "source_code_hash": "\(hexadecimal(32))",
                        "last_modified": "\(random())",
            \(fixed.joined(separator: "\n"))
                        "version": "\(random() % 1000)"
                      },
                      "sensitive_attributes": [],
                      "private": "\(hexadecimal(16))"
                    }
            """.utf8)
    }

    private mutating func hexadecimal(_ bytes: Int) -> String {
        Hashes.hexadecimal((0..<bytes).map { _ in UInt8(truncatingIfNeeded: random()) })
    }

    /// A linear congruential generator, so that each run has the same states.
    private mutating func random() -> UInt64 {
        noise = noise &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return noise >> 33
    }
}
