public import AWS
import Catalogue
public import Decisions
import Foundation
public import Terraform

/// A resource with the name of one that a repair is about to create.
public struct Namesake: Sendable, Equatable {
    /// As AWS has assigned it.
    public var id: String
    /// The command that deletes it.
    public var delete: String

    public init(id: String, delete: String) {
        self.id = id
        self.delete = delete
    }
}

/// Asks AWS for resources of a type whose ids are assigned by AWS and whose names may be there twice. If an apply was killed after
/// it had created one, nothing but its name shows it: the state does not have its id.
public struct NamesakeSearch: Sendable {
    /// The types that can be asked for by their names.
    static let types: Set = [ResourceType.restAPI.name, ResourceType.httpAPI.name]

    /// How much earlier than this machine's clock says something may have been made by it: clocks differ.
    private static let patience = 300.0

    /// Those of the name of an instance that were made since a time, without the instance itself.
    ///
    /// - Parameters:
    ///   - since: in RFC 3339.
    ///   - aws: the client with the credentials of an entry of `providers:`; nil for the stack's own.
    /// - Throws: a `ToolFault` if AWS does not answer, or the state does not say the name.
    public static func namesakes(
        of address: Address, _ state: State, since: String, _ aws: @Sendable (String?) -> AWSClient,
        _ region: String
    ) async throws(ToolFault) -> [Namesake] {
        guard let instance = state.instance(at: address), let name = instance.attributes[.name] else {
            throw ToolFault(.failed, "the state does not say the name of \(address)")
        }
        let (client, region) = (aws(instance.configuration.name), instance.home.region ?? region)
        let isREST = address.type == ResourceType.restAPI.name
        let began = try? Date(since, strategy: .iso8601)
        let found: [ListedAPI]
        do throws(AWSFault) {
            found = try await isREST ? client.restAPIs(region: region) : client.httpAPIs(region: region)
        } catch {
            throw ToolFault(.failed, error.description)
        }
        return found.filter { api in
            guard api.name == name, api.id != instance.attributes[.id] else { return false }
            guard let began, let created = api.created else { return true }
            return created >= began - patience
        }.map { api in
            let words =
                isREST
                ? ["aws", "apigateway", "delete-rest-api", "--rest-api-id", api.id]
                : ["aws", "apigatewayv2", "delete-api", "--api-id", api.id]
            return Namesake(
                id: api.id,
                delete: ShellWords.line(
                    words + ["--region", region] + (client.endpoint.map { ["--endpoint-url", $0] } ?? [])))
        }
    }
}
