import AWS
import Decisions
import Terraform
import Testing

@testable import Probes

@Suite struct RateTests {
    private static let text = """
        {"version":4,"serial":7,"lineage":"l","resources":[
        {"mode":"managed","type":"aws_lambda_function","name":"f","instances":[{"attributes":{"function_name":"f"}}]},
        {"mode":"managed","type":"aws_api_gateway_rest_api","name":"rest","instances":[{"attributes":{"id":"r1","name":"rest"}}]},
        {"mode":"managed","type":"aws_apigatewayv2_api","name":"http","instances":[{"attributes":{"id":"h1","name":"http","protocol_type":"HTTP"}}]},
        {"mode":"managed","type":"aws_apigatewayv2_api","name":"socket","instances":[{"attributes":{"id":"w1","name":"socket","protocol_type":"WEBSOCKET"}}]}]}
        """

    private let state: State

    init() throws { state = try State(parsing: Array(Self.text.utf8), stack: "s") }

    private func metrics(_ subjects: [MetricSubject]) -> [String] {
        Metrics.queries(subjects).map { query in
            let dimensions = query.dimensions.map { "\($0)=\($1)" }.joined()
            return "\(query.id) \(query.namespace) \(query.name) \(dimensions)"
        }
    }

    @Test func functionIsAskedForByName() {
        #expect(
            metrics(MetricSubject.functions(in: state)) == [
                "r0_0 AWS/Lambda Invocations FunctionName=f", "e0_0 AWS/Lambda Errors FunctionName=f",
            ])
    }

    @Test func eachKindOfAPIHasItsOwnMetrics() {
        #expect(
            metrics(MetricSubject.apis(in: state, errors: .server)) == [
                "r0_0 AWS/ApiGateway Count ApiName=rest", "e0_0 AWS/ApiGateway 5XXError ApiName=rest",
                "r1_0 AWS/ApiGateway Count ApiId=h1", "e1_0 AWS/ApiGateway 5xx ApiId=h1",
                "r2_0 AWS/ApiGateway ConnectCount ApiId=w1", "r2_1 AWS/ApiGateway MessageCount ApiId=w1",
                "e2_0 AWS/ApiGateway IntegrationError ApiId=w1",
                "e2_1 AWS/ApiGateway ExecutionError ApiId=w1",
            ])
        #expect(
            metrics(MetricSubject.apis(in: state, errors: .client)).filter { $0.hasPrefix("e") } == [
                "e0_0 AWS/ApiGateway 4XXError ApiName=rest", "e1_0 AWS/ApiGateway 4xx ApiId=h1",
                "e2_0 AWS/ApiGateway ClientError ApiId=w1",
            ])
    }

    // MARK: Judging

    private func rate(_ requests: [Double?], _ statuses: [InstanceStatus], errors: Double = 0) -> Reading {
        let apis = MetricSubject.apis(in: state, errors: .server)
        let samples = zip(apis, requests).map { subject, count in
            Rate.Sample(
                subject: subject,
                outcome: count.map { .success(.init(requests: [$0], errors: [errors])) }
                    ?? .failure(Unknown(.throttled, "")))
        }
        let addresses = samples.map(\.subject.instance.address)
        return Rate(signal: .api5xxRate, samples: samples)
            .reading(Dictionary(uniqueKeysWithValues: zip(addresses, statuses)))
    }

    /// No invocations of a function that exists are 0 %.
    @Test func noRequestsOfWhatExistsAreZero() {
        #expect(rate([0], [.healthy]) == .known(.api5xxRate, 0, samples: 0))
        #expect(rate([0], [.unhealthy("x")]).value == 0)
    }

    @Test func noDataOfWhatWasNotFoundIsUnknown() {
        #expect(rate([0], [.missing]).reason?.cause == .notShown)
        #expect(rate([0], [.unknown(Unknown(.wrongAccount, ""))]).reason?.cause == .wrongAccount)
    }

    @Test func dataCountWhateverTheStatus() {
        #expect(rate([10], [.missing], errors: 5).value == 50)
        #expect(rate([10], [.unknown(Unknown(.throttled, ""))], errors: 5).value == 50)
    }

    @Test func readingNamesTheInstanceWithTheWorstRate() {
        let reading = rate([10, 10], [.healthy, .healthy], errors: 5)
        #expect(reading.worst?.type.hasPrefix("aws_api") == true, "\(reading)")
        #expect(rate([10], [.healthy]).worst == nil)
    }

    /// What is missing is counted elsewhere; what is unknown may be the worst.
    @Test func othersStillHaveARateBesideAMissingOne() {
        #expect(rate([0, 10], [.missing, .healthy], errors: 1).value == 10)
        #expect(rate([0, 10], [.unknown(Unknown(.denied, "")), .healthy]).reason?.cause == .denied)
        #expect(rate([10, nil], [.healthy, .healthy]).reason?.cause == .throttled)
    }

    @Test func nothingToMeasureIsZeroUnlessTheCredentialsAreInDoubt() {
        #expect(Rate(signal: .api5xxRate, samples: []).reading([:]).value == 0)
        let doubt = Rate(signal: .api5xxRate, samples: [], doubt: Unknown(.wrongAccount, ""))
        #expect(doubt.reading([:]).reason?.cause == .wrongAccount)
    }

    /// A message that API Gateway rejects is an error that no count of messages has.
    @Test func rejectedMessagesAreAllOfTheRequests() throws {
        let socket = try #require(MetricSubject.apis(in: state, errors: .client).last)
        let reading = Rate.reading(.api4xxRate, socket, requests: [0, 1], errors: [4])
        #expect(reading.value == 100 && reading.samples == 4)
        #expect(Rate.reading(.api4xxRate, socket, requests: [6, 2], errors: [2]).value == 25)
    }
}
