import Catalogue

/// What an operator needs to know about one resource type of the catalogue.
public struct ResourceTypeSummary: Sendable, Equatable {
    /// `aws_sqs_queue`
    public let name: String
    /// The prefix of the service's actions in IAM: `sqs`.
    public let service: String
    /// The operation that Terrier reads an instance with: `GetQueueAttributes`.
    public let operation: String
    /// The action that IAM must allow for it: `sqs:GetQueueAttributes`.
    public let action: String
    /// Whether `terrier policy` has the rights of the provider's calls that read, create, change and delete an instance.
    public let writing: Writing
    public let data: DataText
    /// What the tests try the read on: `emulated` or `recorded`.
    public let tried: String

    public enum Writing: String, Sendable, CaseIterable {
        case known = "yes"
        /// All but calls that AWS accepts only on `*`.
        case partly
        /// Only Terrier's own read is known.
        case unknown = "no"
    }

    /// Whether instances hold data, in words.
    public enum DataText: String, Sendable, CaseIterable {
        /// Creating it again restores everything.
        case none
        /// A new one is empty; the service keeps backups.
        case backups
        /// A new one is empty; the service keeps no backups.
        case noBackups = "no backups"
        /// A new one does not replace the old one for those who used it.
        case irreplaceable
    }

    init(_ type: ResourceType) {
        name = type.name
        service = type.read.service.actions
        operation = type.read.operation
        action = type.read.action
        writing = type.rights.map { $0.onlyOnAll.isEmpty ? .known : .partly } ?? .unknown
        tried = type.tried.rawValue
        data =
            switch type.data {
            case .none: .none
            case .backedUp: .backups
            case .withoutBackups: .noBackups
            case .irreplaceable: .irreplaceable
            }
    }

    /// Every type of the catalogue, sorted by name.
    public static let all: [ResourceTypeSummary] = Catalogue.all.map(ResourceTypeSummary.init)

    /// `251 types: rights to write known for 16, 31 hold data`
    public static var counts: String {
        let known = all.count { $0.writing == .known }
        let data = all.count { $0.data != .none }
        let recorded = all.count { $0.tried == ResourceType.Trial.recorded.rawValue }
        return
            "\(all.count) types: rights to write known for \(known), \(data) hold data, \(recorded) tried on recorded responses"
    }
}

extension ResourceTypeSummary {
    /// The page `docs/resource-types.md`.
    public static var page: String {
        let rows = all.map { type in
            return
                "| `\(type.name)` | `\(type.operation)` | `\(type.action)` | \(type.writing.rawValue) | \(type.data.rawValue) | \(type.tried) |"
        }
        return pageHead + rows.joined(separator: "\n") + "\n\n\(counts).\n"
    }

    private static let pageHead = """
        # Resource types

        Terrier asks AWS directly about instances of these resource types of Terraform's AWS provider. Of any other type it knows
        only what the state and the plan say. This page is the output of `terrier types --markdown`; a test compares them.

        - **operation**: the one read by which AWS says whether an instance exists, and in which state. It is an operation of
          the service that the action names.
        - **action**: what IAM must allow for this read. `terrier policy` has it for every type that a stack's state names.
        - **rights to write**: whether `terrier policy` also knows the calls of the provider that refresh, create, change and
          delete an instance. `partly`: AWS accepts one of these calls only on `*`, which no policy allows for a write, and a
          warning names it. `no`: the policies have only Terrier's own read, and a warning names the type.
        - **data**: `none`: an instance that is created again is as it was. `backups`: it is created again empty, and the service
          keeps backups. `no backups`: it is created again empty, and the service keeps none. `irreplaceable`: a new instance
          does not replace the old one for those who used it, for instance a key.
        - **tried**: `emulated`: the tests deploy the type with Terraform to an emulated AWS, read it, delete it and read it
          again. `recorded`: no emulator can do that, so the tests read responses in the form that AWS documents.

        | type | operation | action | rights to write | data | tried |
        |---|---|---|---|---|---|

        """
}
