import Catalogue
import Testing

@testable import AWS

/// How long requests wait, so that no service is asked too often.
@Suite struct PacingTests {
    @Test func fullBucketAllowsItsBurstAndThenItsRate() {
        var bucket = TokenBucket(RequestRate(2, burst: 3), now: .zero)
        let waits = (0..<6).map { _ in bucket.take(now: .zero) }
        #expect(waits == [0, 0, 0, 500, 1_000, 1_500].map { .milliseconds($0) })
    }

    @Test func bucketFillsWithTimeUpToItsBurst() {
        var bucket = TokenBucket(RequestRate(2, burst: 3), now: .zero)
        for _ in 0..<3 { _ = bucket.take(now: .zero) }
        #expect(bucket.take(now: .milliseconds(500)) == .zero)
        #expect(!bucket.isFull(now: .milliseconds(1_500)))
        #expect(bucket.isFull(now: .seconds(2)))
        let waits = (0..<4).map { _ in bucket.take(now: .seconds(100)) }
        #expect(waits == [0, 0, 0, 500].map { .milliseconds($0) })
    }

    @Test func clockThatGoesBackAddsNothing() {
        var bucket = TokenBucket(RequestRate(1, burst: 1), now: .seconds(10))
        #expect(bucket.take(now: .seconds(10)) == .zero)
        #expect(bucket.take(now: .zero) == .seconds(1))
        #expect(bucket.take(now: .seconds(10)) == .seconds(2))
    }

    /// Whatever the order and the pauses, a second never has more than the burst and the rate.
    @Test func noSecondHasMoreThanBurstAndRate() {
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<50 {
            let rate = RequestRate(
                Double.random(in: 1...20, using: &generator), burst: .random(in: 1...20, using: &generator))
            var bucket = TokenBucket(rate, now: .zero)
            var now = Duration.zero
            var sent: [Duration] = []
            for _ in 0..<200 {
                now += .milliseconds(Int.random(in: 0...300, using: &generator))
                sent.append(now + bucket.take(now: now))
            }
            for start in sent {
                let within = sent.count { $0 >= start && $0 < start + .seconds(1) }
                #expect(Double(within) <= rate.burst + rate.perSecond + 1)
            }
        }
    }

    @Test func accountsRegionsAndServicesHaveRatesOfTheirOwn() async {
        let pacing = Pacing(clock: { .zero })
        func isFree(
            _ service: AWSService, _ account: String?, _ region: String, _ operation: String = "Get"
        ) async -> Bool {
            await pacing.reserve(service, operation, account: account, region: region) == .zero
        }
        while await isFree(.apiGateway, "1", "eu-west-1") {}
        #expect(await !isFree(.apiGateway, "1", "eu-west-1", "GetStage"))
        #expect(await isFree(.apiGateway, "2", "eu-west-1"))
        #expect(await isFree(.apiGateway, "1", "eu-west-2"))
        #expect(await isFree(.apiGateway, nil, "eu-west-1"))
        #expect(await isFree(.lambda, "1", "eu-west-1"))
        // EC2 counts each operation for itself; a global service has no regions.
        while await isFree(.ec2, "1", "eu-west-1", "DescribeVpcs") {}
        #expect(await isFree(.ec2, "1", "eu-west-1", "DescribeSubnets"))
        while await isFree(.route53, "1", "eu-west-1") {}
        #expect(await !isFree(.route53, "1", "eu-west-2"))
    }

    @Test func noServiceIsAskedMoreOftenThanHalfOfItsPublishedRate() {
        #expect(AWSService.apiGateway.readingRate == RequestRate(5, burst: 20))
        #expect(AWSService.route53.readingRate == RequestRate(5, burst: 25))
        #expect(AWSService.ec2.readingRate == RequestRate(10, burst: 50, perOperation: true))
        #expect(AWSService.firehose.readingRate == RequestRate(2.5, burst: 2.5))
    }
}

/// The same numbers in each run (SplitMix64).
private struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
