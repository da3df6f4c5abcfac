import AWS
import Decisions
import Foundation
import Terraform

/// Rates and costs, from CloudWatch.
struct Metrics: Sendable {
    var aws: AWSClient
    var region: String
    var now: Date

    /// The period that a rate covers, in seconds.
    static let window: TimeInterval = 300

    /// The signals that are read from CloudWatch.
    static let signals: [Signal] = [.lambdaErrorRate, .api4xxRate, .api5xxRate, .costEstimated]

    /// One reading for each of `signals`, queried concurrently.
    func readings(in state: State) async -> [Reading] {
        async let lambda = rate(.lambdaErrorRate, of: Self.functions(in: state))
        async let client = rate(.api4xxRate, of: Self.apis(in: state, errors: "4XXError"))
        async let server = rate(.api5xxRate, of: Self.apis(in: state, errors: "5XXError"))
        async let cost = cost()
        return await [lambda, client, server, cost]
    }

    /// What a rate is about: a function or an API.
    struct Subject: Sendable, Equatable {
        var name: String
        var namespace: String
        var dimensions: [String: String]
        var requests: String
        var errors: String
    }

    static func functions(in state: State) -> [Subject] {
        state.managed.filter { $0.address.type == "aws_lambda_function" }.compactMap { instance in
            instance.attributes[.functionName].map {
                Subject(
                    name: $0, namespace: "AWS/Lambda", dimensions: ["FunctionName": $0],
                    requests: "Invocations",
                    errors: "Errors")
            }
        }
    }

    /// REST APIs, which CloudWatch identifies by name.
    static func apis(in state: State, errors: String) -> [Subject] {
        state.managed.filter { $0.address.type == "aws_api_gateway_rest_api" }.compactMap { instance in
            instance.attributes[.name].map {
                Subject(
                    name: $0, namespace: "AWS/ApiGateway", dimensions: ["ApiName": $0], requests: "Count",
                    errors: errors)
            }
        }
    }

    /// The worst rate among the subjects. Without any request the error rate is known to be 0 %.
    func rate(_ signal: Signal, of subjects: [Subject]) async -> Reading {
        guard !subjects.isEmpty else { return .known(signal, 0, samples: 0) }
        var worst: Reading?
        // One request can have at most 500 metrics (CloudWatch, GetMetricData).
        for start in stride(from: 0, to: subjects.count, by: 250) {
            let part = Array(subjects[start..<min(start + 250, subjects.count)])
            let series: [String: [Double]]
            do throws(AWSFault) {
                series = try await aws.getMetricData(
                    Self.queries(part), from: now.addingTimeInterval(-Self.window),
                    // Includes the current minute.
                    to: now.addingTimeInterval(60), region: region)
            } catch {
                return .unknown(signal, Unknown(error))
            }
            for (index, subject) in part.enumerated() {
                let reading = Self.reading(
                    signal, subject, requests: series["r\(index)"] ?? [], errors: series["e\(index)"] ?? [])
                if (reading.value ?? 0) >= (worst?.value ?? -1) { worst = reading }
            }
        }
        return worst ?? .known(signal, 0, samples: 0)
    }

    static func queries(_ subjects: [Subject]) -> [MetricQuery] {
        subjects.enumerated().flatMap { index, subject in
            [("r", subject.requests), ("e", subject.errors)].map { letter, metric in
                MetricQuery(
                    id: "\(letter)\(index)", namespace: subject.namespace, name: metric,
                    dimensions: subject.dimensions,
                    statistic: "Sum", period: 60)
            }
        }
    }

    static func reading(_ signal: Signal, _ subject: Subject, requests: [Double], errors: [Double]) -> Reading
    {
        let asked = requests.reduce(0, +)
        let failed = errors.reduce(0, +)
        guard asked > 0 else { return .known(signal, 0, samples: 0) }
        let rate = min(100, failed * 100 / asked)
        return .known(signal, rate, samples: Int(asked), about: rate > 0 ? .names([subject.name]) : nil)
    }

    /// The costs of the month so far. AWS publishes them a few times a day, only in us-east-1.
    func cost() async -> Reading {
        let query = MetricQuery(
            id: "cost", namespace: "AWS/Billing", name: "EstimatedCharges", dimensions: ["Currency": "USD"],
            statistic: "Maximum", period: 21_600)
        do throws(AWSFault) {
            let series = try await aws.getMetricData(
                [query], from: now.addingTimeInterval(-86_400), to: now, region: "us-east-1")
            // The highest value of a day is the newest, except at the turn of the month.
            guard let highest = series["cost"]?.max() else {
                return .unknown(
                    .costEstimated,
                    Unknown(.notAsked, "AWS has published no estimate: billing alerts are off"))
            }
            return .known(.costEstimated, highest)
        } catch {
            return .unknown(.costEstimated, Unknown(error))
        }
    }
}
