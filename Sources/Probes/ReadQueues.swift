import Catalogue
import Decisions
import Terraform

/// Reads many instances, few at a time of each service in each account and region, so that a low rate does not delay other
/// reads.
struct ReadQueues: Sendable {
    private let queues: [[StateInstance]]

    /// Of one service, or of one operation where each has a rate of its own.
    private static let atOnce = 8

    /// What shares a rate.
    private struct Key: Hashable {
        var service = ""
        var operation = ""
        /// Each account and each region has rates of its own.
        var place: Homes.Place?
    }

    init(_ instances: [StateInstance], _ homes: Homes) {
        queues = Dictionary(grouping: instances) { Self.key($0, homes) }.values.map { $0 }
    }

    private static func key(_ instance: StateInstance, _ homes: Homes) -> Key {
        guard let read = Catalogue.type(instance.address.type)?.read else { return Key() }
        return Key(
            service: read.service.signing,
            operation: read.service.readingRate.isPerOperation ? read.operation : "",
            place: try? homes.place(of: instance).get())
    }

    /// - Returns: what `read` returned, in no order.
    func run(_ read: @escaping @Sendable (StateInstance) async -> InstanceReport) async -> [InstanceReport] {
        await withTaskGroup(of: [InstanceReport].self) { group in
            for queue in queues { group.addTask { await Self.run(queue, read) } }
            var reports: [InstanceReport] = []
            for await some in group { reports += some }
            return reports
        }
    }

    private static func run(
        _ queue: [StateInstance], _ read: @escaping @Sendable (StateInstance) async -> InstanceReport
    ) async -> [InstanceReport] {
        await withTaskGroup(of: InstanceReport.self) { group in
            var rest = queue[...]
            for instance in rest.prefix(atOnce) { group.addTask { await read(instance) } }
            rest = rest.dropFirst(atOnce)
            var reports: [InstanceReport] = []
            for await report in group {
                reports.append(report)
                if let next = rest.popFirst() { group.addTask { await read(next) } }
            }
            return reports
        }
    }
}
