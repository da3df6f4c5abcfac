import AWS
import Catalogue
import Decisions
import Demo
import Foundation
import HTTP
import Terraform
import TestSupport
import Testing

@testable import Probes

/// Every type that moto and the provider can deploy: there, it is healthy; deleted behind Terraform's back, it is missing.
@Suite(.enabled(if: Requirement.has(.terraform, .moto, .python), "needs terraform, moto_server and python3"))
struct ResourceTypeEmulatorTests {
    @Test(arguments: EmulatedStack.groups) func deployedTypesAreHealthyAndDeletedOnesMissing(
        modules: [String]
    ) async throws {
        try await Machine.withDirectory { directory in
            try await Machine.withEmulator { emulator, http in
                let stack = try await EmulatedStack(modules, in: directory, endpoint: emulator.endpoint)
                let state = try await stack.deploy()
                let probe = CatalogueProbe(
                    aws: Self.aws(emulator, http), region: Lab.region, facts: StateFacts(state))
                let instances = state.managed.filter { Catalogue.type($0.address.type) != nil }

                for instance in instances {
                    let status = try await probe.status(of: instance)
                    let expected = Differences.deployed[instance.address.type] ?? .healthy
                    #expect(status == expected, "\(instance.address) is deployed")
                    try await Self.otherThing(instance, probe.aws)
                }

                // What nothing else depends on is deleted while the rest stays.
                let leaves = Self.leaves(of: state)
                try await stack.destroy(leaves)
                for instance in instances {
                    let status = try await probe.status(of: instance)
                    let address = instance.address
                    if leaves.contains(address), !Differences.staysWithItsParent.contains(address.type) {
                        #expect(Self.isDeleted(status, address.type), "\(address) is deleted: \(status)")
                    } else {
                        #expect(status.isThere, "\(address) is kept: \(status)")
                    }
                }

                try await emulator.reset(http)
                for instance in instances {
                    let status = try await probe.status(of: instance)
                    let type = instance.address.type
                    #expect(
                        status == Differences.emptyAccount[type] ?? .missing
                            || status.isUnknown && Differences.unknownInAnEmptyAccount.contains(type),
                        "\(instance.address) is gone with everything: \(status)")
                }
            }
        }
    }

    @Test func everyModuleIsDeployed() {
        #expect(EmulatedStack.groups.flatMap { $0 }.sorted() == EmulatedStack.names)
    }

    @Test func atLeastAHundredTypesAreDeployed() throws {
        let deployed = try EmulatedStack.names.reduce(into: Set<String>()) {
            $0.formUnion(try EmulatedStack.types($1))
        }
        let known = deployed.intersection(Catalogue.names)
        print("\(known.count) of \(Catalogue.names.count) types are deployed on moto; the others:")
        print(Catalogue.names.subtracting(known).sorted().joined(separator: " "))
        #expect(deployed.subtracting(Catalogue.names).isEmpty)
        #expect(known.count >= 100)
    }

    /// The description of this instance, asked as that of one with another name or id: never healthy, and missing only from a
    /// list.
    private static func otherThing(_ instance: StateInstance, _ aws: AWSClient) async throws {
        let type = try #require(Catalogue.type(instance.address.type))
        let attributes = instance.attributes
        let read = type.read.resolved { attributes[$0] }
        for identity in type.read.element.identity {
            let names = identity.value.attributes
            guard !names.isEmpty, identity.value.text({ attributes[$0] }) != nil else { continue }
            var finding = Read.Finding.missing
            do throws(AWSFault) {
                finding = try await aws.finding(of: read, region: Lab.region) { name in
                    attributes[name].map { names.contains(name) ? $0 + "x" : $0 }
                }
            } catch {
                Issue.record("\(instance.address): \(error)")
                continue
            }
            switch finding {
            case .missing: #expect(type.read.element.whenAbsent == .missing, "\(instance.address)")
            case .unknown: #expect(type.read.element.whenAbsent == .unknown, "\(instance.address)")
            case .healthy, .unhealthy, .leaving:
                Issue.record("\(instance.address) is taken for another thing by \(names)")
            }
        }
    }

    private static func isDeleted(_ status: InstanceStatus, _ type: String) -> Bool {
        if case .unknown = status { return Differences.unknownWhenDeleted.contains(type) }
        let expected = Differences.deleted[type] ?? .missing
        if case .unhealthy(let words) = status, case .unhealthy(let begin) = expected,
            status.isScheduledForDeletion
        {
            return words.hasPrefix("\(begin) after ") && words.contains("; to bring it back: aws ")
        }
        return status == expected
    }

    /// The addresses of the instances that no other one depends on.
    private static func leaves(of state: State) -> [Address] {
        func resource(_ address: Address) -> String {
            "\(address.modules.map(\.name)) \(address.type).\(address.name)"
        }
        let needed = Set(state.managed.flatMap(\.dependencies).map(resource))
        return state.managed.map(\.address).filter {
            !needed.contains(resource($0)) && !Differences.undeletable.contains($0.type)
        }
    }

    private static func aws(_ emulator: Emulator, _ http: HTTPClient) -> AWSClient {
        AWSClient(
            http: http, credentials: FixedCredentials(EmulatorChanges.credentials),
            endpoint: emulator.endpoint,
            deadline: .seconds(240))
    }
}

extension Emulator {
    /// Forgets everything that was created.
    fileprivate func reset(_ http: HTTPClient) async throws {
        let response = try await http.send(
            HTTPRequest("POST", endpoint + "/moto-api/reset"), deadline: .seconds(30))
        try #require(response.status == 200)
    }
}

extension InstanceStatus {
    fileprivate var isUnknown: Bool {
        if case .unknown = self { return true }
        return false
    }
}

extension CatalogueProbe {
    /// A fault is unknown, as `DirectReads` reports it.
    fileprivate func status(of instance: StateInstance) async throws -> InstanceStatus {
        let type = try #require(Catalogue.type(instance.address.type))
        do throws(AWSFault) {
            return try await status(of: instance, type)
        } catch {
            return .unknown(Unknown(.failed, "\(error)"))
        }
    }
}

extension Read {
    /// The same read with the request's values put in, so that it asks about one instance whatever else it compares.
    fileprivate func resolved(_ attribute: (String) -> String?) -> Read {
        var read = self
        read.request.parameters = request.parameters.mapValues { $0.resolved(attribute) }
        read.request.path.parts = request.path.parts.map { part in
            if case .value(let value) = part { return .value(value.resolved(attribute)) }
            return part
        }
        return read
    }
}

extension Value {
    fileprivate func resolved(_ attribute: (String) -> String?) -> Value {
        switch self {
        case .text, .number, .flag: return self
        case .list(let values): return .list(values.map { $0.resolved(attribute) })
        case .object(let values): return .object(values.mapValues { $0.resolved(attribute) })
        case .attribute, .first, .part, .optional, .mapped: return text(attribute).map(Value.text) ?? self
        }
    }
}
