import Catalogue
import Decisions
import Terraform

/// Reads many instances, few at a time of each service, so that a service with a low rate does not delay the reads of the
/// others.
struct ReadQueues: Sendable {
    private let queues: [[StateInstance]]

    /// Of one service, or of one operation where each has a rate of its own.
    private static let atOnce = 8

    init(_ instances: [StateInstance]) {
        queues = Dictionary(grouping: instances, by: Self.queue).values.map { $0 }
    }

    private static func queue(_ instance: StateInstance) -> String {
        guard let read = Catalogue.type(instance.address.type)?.read else { return "" }
        let service = read.service.signing
        return read.service.readingRate.isPerOperation ? "\(service).\(read.operation)" : service
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
