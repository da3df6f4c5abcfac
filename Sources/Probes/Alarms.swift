import AWS
import Decisions
import Foundation
import Terraform

/// Queries a stack's alarms, a hundred with each call. An alarm that is not in the response is queried again on its own before
/// it counts as missing.
struct Alarms: Sendable {
    var directReads: DirectReads

    struct Answer: Sendable {
        var instances: [InstanceReport] = []
        var alarms: [AlarmReport] = []
    }

    func ask(_ instances: [StateInstance], in state: State) async -> Answer {
        var answer = Answer()
        var places: [Homes.Place: [StateInstance]] = [:]
        for instance in instances {
            switch directReads.homes.place(of: instance) {
            case .success(let place): places[place, default: []].append(instance)
            case .failure(let reason):
                answer.instances.append(InstanceReport(instance.address, .unknown(reason)))
            }
        }
        for place in places.keys.sorted() {
            let group = places[place] ?? []
            for start in stride(from: 0, to: group.count, by: 100) {
                await ask(Array(group[start..<min(start + 100, group.count)]), place, state, &answer)
            }
        }
        answer.instances.sort { $0.address < $1.address }
        answer.alarms.sort { $0.address < $1.address }
        return answer
    }

    private func ask(
        _ instances: [StateInstance], _ place: Homes.Place, _ state: State, _ answer: inout Answer
    ) async {
        let found: [AlarmDescription]
        do throws(AWSFault) {
            found = try await directReads.homes.client(for: place).describeAlarms(
                instances.compactMap { $0.attributes[.alarmName] }, region: place.region)
        } catch {
            answer.instances += instances.map { InstanceReport($0.address, .unknown(Unknown(error))) }
            return
        }
        var lacking: [StateInstance] = []
        for instance in instances {
            guard let alarm = found.first(where: { $0.name == instance.attributes[.alarmName] }) else {
                lacking.append(instance)
                continue
            }
            answer.instances.append(InstanceReport(instance.address, .healthy))
            answer.alarms.append(Self.report(instance.address, alarm, place))
        }
        answer.instances += await directReads.ask(lacking, in: state)
    }

    private static func report(
        _ address: Address, _ alarm: AlarmDescription, _ place: Homes.Place
    ) -> AlarmReport {
        let changed = alarm.stateTransitioned ?? alarm.stateUpdated
        return AlarmReport(
            address: address, name: alarm.name, region: place.region, provider: place.provider,
            state: .init(rawValue: alarm.state) ?? .insufficientData,
            changed: changed.map { Timestamp(secondsSince1970: $0.timeIntervalSince1970) },
            actionsEnabled: alarm.actionsEnabled)
    }
}
