import AWS
import Catalogue
import Decisions
import Glibc
import HTTP
import Probes
import Terraform

// Measures how long it takes to read 1,000 instances of 40 types, and the memory for it.
//   reads-bench URL      URL: of a server that answers as AWS
// Prints `SECONDS s, GROWTH KiB`, then `NAME RATE BURST` for each service that is read: what it may be asked for in a second.
@main struct ReadsBench {
    static func main() async throws {
        guard CommandLine.arguments.count == 2 else { exit(64) }
        let state = try InventedState().state
        let url = CommandLine.arguments[1]
        let (seconds, growth) = await HTTPClient.with { @Sendable http in
            let aws = AWSClient(
                http: http,
                credentials: FixedCredentials(Credentials(accessKeyID: "a", secretAccessKey: "b")),
                endpoint: url, account: InventedState.account, pacing: .shared)
            let reads = DirectReads(
                aws: aws, account: .shown(account: InventedState.account), region: InventedState.region,
                in: state)
            let before = residentKiB("VmRSS")
            let start = ContinuousClock.now
            let reports = await reads.ask(state.managed, in: state)
            let took = ContinuousClock.now - start
            guard reports.count == 1_000 else { exit(1) }
            return (took / .seconds(1), residentKiB("VmHWM") - before)
        }
        print("\(seconds) s, \(growth) KiB")
        for type in InventedState.types {
            guard let read = Catalogue.type(type)?.read else { exit(1) }
            let rate = read.service.readingRate
            let name =
                rate.isPerOperation ? "\(read.service.signing).\(read.operation)" : read.service.signing
            print("\(name) \(rate.perSecond) \(rate.burst)")
        }
    }

    /// A line of `/proc/self/status` (proc(5)).
    private static func residentKiB(_ name: String) -> Int {
        guard let file = fopen("/proc/self/status", "r") else { exit(1) }
        defer { fclose(file) }
        var buffer = [CChar](repeating: 0, count: 256)
        while fgets(&buffer, 256, file) != nil {
            let line = String(
                decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            guard line.hasPrefix("\(name):") else { continue }
            return line.split(separator: " ").compactMap { Int($0.filter(\.isNumber)) }.first ?? 0
        }
        exit(1)
    }
}
