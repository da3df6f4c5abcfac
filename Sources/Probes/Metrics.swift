import AWS
import Decisions
import Foundation
import Terraform

/// Rates and costs, from CloudWatch. A rate is asked for in the account and region in which the function or API is.
struct Metrics: Sendable {
    var homes: Homes
    var now: Date

    /// The period that a rate covers, in seconds.
    static let window: TimeInterval = 300
    /// The most metrics of one request (CloudWatch, GetMetricData).
    private static let mostMetrics = 500

    /// The measurements for the three rates, queried concurrently.
    func rates(in state: State) async -> [Rate] {
        async let lambda = samples(of: MetricSubject.functions(in: state))
        async let client = samples(of: MetricSubject.apis(in: state, errors: .client))
        async let server = samples(of: MetricSubject.apis(in: state, errors: .server))
        let measured = await [
            (Signal.lambdaErrorRate, lambda), (.api4xxRate, client), (.api5xxRate, server),
        ]
        return measured.map { Rate(signal: $0, samples: $1, doubt: homes.ownDoubt) }
    }

    private func samples(of subjects: [MetricSubject]) async -> [Rate.Sample] {
        var samples: [Rate.Sample] = []
        var places: [Homes.Place: [MetricSubject]] = [:]
        for subject in subjects {
            switch homes.place(of: subject.instance) {
            case .success(let place): places[place, default: []].append(subject)
            case .failure(let reason): samples.append(.init(subject: subject, outcome: .failure(reason)))
            }
        }
        for place in places.keys.sorted() {
            for part in Self.parts(places[place] ?? []) { samples += await ask(part, place) }
        }
        return samples
    }

    /// The subjects in parts with at most as many metrics as one request can have.
    private static func parts(_ subjects: [MetricSubject]) -> [[MetricSubject]] {
        var parts: [[MetricSubject]] = []
        var count = mostMetrics
        for subject in subjects {
            if count + subject.metrics.count > mostMetrics {
                parts.append([])
                count = 0
            }
            parts[parts.count - 1].append(subject)
            count += subject.metrics.count
        }
        return parts
    }

    private func ask(_ subjects: [MetricSubject], _ place: Homes.Place) async -> [Rate.Sample] {
        do throws(AWSFault) {
            let series = try await homes.client(for: place).getMetricData(
                Self.queries(subjects), from: now.addingTimeInterval(-Self.window),
                // Includes the current minute.
                to: now.addingTimeInterval(60), region: place.region)
            return subjects.enumerated().map { index, subject in
                func values(_ letter: Character, _ metrics: [String]) -> [Double] {
                    metrics.indices.flatMap { series["\(letter)\(index)_\($0)"] ?? [] }
                }
                return .init(
                    subject: subject,
                    outcome: .success(
                        .init(
                            requests: values("r", subject.requests), errors: values("e", subject.errors))))
            }
        } catch {
            return subjects.map { .init(subject: $0, outcome: .failure(Unknown(error))) }
        }
    }

    static func queries(_ subjects: [MetricSubject]) -> [MetricQuery] {
        subjects.enumerated().flatMap { index, subject in
            subject.metrics.map { id, metric in
                MetricQuery(
                    id: "\(id.letter)\(index)_\(id.number)", namespace: subject.namespace, name: metric,
                    dimensions: subject.dimensions, statistic: "Sum", period: 60)
            }
        }
    }

    /// The costs of the month so far. AWS publishes them a few times a day, only in us-east-1.
    ///
    /// - Parameter doubt: why nothing is believed that AWS returns for these credentials; nil to ask.
    static func cost(_ aws: AWSClient, _ doubt: Unknown?, now: Date) async -> Reading {
        if let doubt { return .unknown(.costEstimated, doubt) }
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
