import AWS
import Catalogue
import Decisions
import Foundation
import Terraform

extension Diagnoser {
    /// The number of functions whose logs are read, and the number of lines of each.
    static let functions = 10
    static let lines = 20

    /// How far back errors are searched, in seconds: first a short time, then a day if that found too few.
    private static let windows: [TimeInterval] = [900, 86_400]

    /// What errors contain, in any runtime. One of these words is enough (CloudWatch Logs, "Filter pattern syntax": `?`).
    private static let words = [
        "ERROR", "Error", "error", "Exception", "Traceback", "FATAL", "CRITICAL", "timed out",
    ]

    private static var pattern: String {
        words.map { $0.contains(" ") ? "?\"\($0)\"" : "?\($0)" }.joined(separator: " ")
    }

    /// Whether each log group exists: those in the state, and those that its functions write to but that are not in the state.
    func logGroups(_ probeResult: ProbeResult, _ homes: Homes) async -> [String] {
        guard let state = probeResult.state else { return [Self.withoutState(probeResult)] }
        var rows: [(text: String, isThere: Bool)] = []
        for instance in probeResult.observation.instances
        where instance.address.type == ResourceType.logGroup.name {
            let isThere = instance.status == .healthy
            rows.append(("\(instance.address): \(isThere ? "there" : Self.words(instance.status))", isThere))
        }
        let named = Set(
            state.managed.filter { $0.address.type == ResourceType.logGroup.name }.compactMap {
                $0.attributes[.name]
            }
        )
        let others = Self.functions(in: state).filter { function in
            Self.group(of: function).map { !named.contains($0) } ?? false
        }
        for function in others.prefix(Self.functions) {
            guard let group = Self.group(of: function) else { continue }
            let answer = await isThere(group, function, homes)
            rows.append(("of \(function.address), not in the state: \(answer)", answer == "there"))
        }
        guard !rows.isEmpty else { return ["the state names no log group and no function"] }
        let head = "\(rows.count(where: \.isThere)) of \(rows.count) log groups are there"
        return [head] + rows.sorted { !$0.isThere && $1.isThere }.prefix(40).map(\.text)
    }

    private static func words(_ status: InstanceStatus) -> String {
        switch status {
        case .healthy: return "there"
        case .missing: return "not there"
        case .unhealthy(let status): return status
        case .unknown(let reason): return "unknown (\(reason))"
        case .notAsked: return "not asked"
        }
    }

    private func isThere(_ group: String, _ function: StateInstance, _ homes: Homes) async -> String {
        switch homes.place(of: function) {
        case .failure(let reason): return "unknown (\(reason))"
        case .success(let place):
            do throws(AWSFault) {
                let names = try await homes.client(for: place).describeLogGroups(
                    prefix: group, region: place.region)
                return names.contains(group) ? "there" : "not there"
            } catch {
                return "unknown (\(Unknown(error)))"
            }
        }
    }

    /// One part for each of the first functions: those that the incident is about, then the one with the highest error rate.
    func logParts(_ probeResult: ProbeResult, _ homes: Homes, concerning addresses: [Address]) -> [Part] {
        guard let state = probeResult.state else { return [] }
        let worst = probeResult.observation.reading(.lambdaErrorRate)?.about?.names.first
        let all = Self.functions(in: state)
        func rank(_ function: StateInstance) -> Int {
            if addresses.contains(function.address) { return 0 }
            return worst != nil && function.attributes[.functionName] == worst ? 1 : 2
        }
        let ordered = all.enumerated().sorted {
            (rank($0.element), $0.offset) < (rank($1.element), $1.offset)
        }
        var parts = ordered.prefix(Self.functions).map { _, function in
            Part("logs of \(function.address)") {
                await errors(of: function, homes, until: probeResult.observation.at)
            }
        }
        if all.count > Self.functions {
            let text = "the logs of \(Self.functions) of \(all.count) functions were read"
            parts.append(Part("logs of the others") { [text] })
        }
        return parts
    }

    private func errors(of function: StateInstance, _ homes: Homes, until now: Timestamp) async -> [String] {
        guard let group = Self.group(of: function) else {
            return ["the state does not give the function's name"]
        }
        switch homes.place(of: function) {
        case .failure(let reason): return ["not read (\(reason))"]
        case .success(let place):
            do throws(AWSFault) {
                return try await errors(
                    in: group, homes.client(for: place), place.region, until: now)
            } catch {
                return [error.kind == .notThere ? "it has no log group" : "not read (\(Unknown(error)))"]
            }
        }
    }

    private func errors(
        in group: String, _ aws: AWSClient, _ region: String, until now: Timestamp
    ) async throws(AWSFault) -> [String] {
        var found: [String] = []
        for window in Self.windows {
            let since = Date(timeIntervalSince1970: Double(now.milliseconds) / 1000 - window)
            let answer = try await aws.filterLogEvents(
                group: group, pattern: Self.pattern, since: since, region: region)
            // Filtered again here, because a service that does not support the pattern returns all events.
            let errors = answer.events.filter { event in Self.words.contains { event.message.contains($0) } }
            let back = Duration.seconds(window).words
            if !answer.isWhole, !found.isEmpty || window != Self.windows.first {
                return found + ["not all events further back were read"]
            }
            found = errors.suffix(Self.lines).map { event in
                "\(Timestamp(secondsSince1970: event.at.timeIntervalSince1970)) \(event.message)"
            }
            if !answer.isWhole { return found + ["only part of the events of the last \(back) was read"] }
            if found.count == Self.lines { return found }
        }
        return found.isEmpty ? ["no error in the last day"] : found
    }

    private static func functions(in state: State) -> [StateInstance] {
        state.managed.filter { $0.address.type == ResourceType.lambdaFunction.name }
    }

    /// The group that a function writes to by default (Lambda, "Sending function logs to CloudWatch Logs").
    private static func group(of function: StateInstance) -> String? {
        function.attributes[.functionName].map { "/aws/lambda/\($0)" }
    }
}
