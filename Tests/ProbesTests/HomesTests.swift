import AWS
import Catalogue
import Decisions
import Foundation
import HTTP
import Terraform
import Testing

@testable import Probes

/// In which account and region an instance is asked for. The credentials of the stack belong to `own`.
@Suite struct HomesTests {
    static let own = "123456789012"
    static let hub = "222222222222"

    /// One resource of a state: its type, the alias of its provider, its attributes.
    private func resource(_ type: String, _ provider: String = "", _ attributes: [String: String] = [:])
        -> String
    {
        // Each resource that has an ARN has an address of its own.
        let name =
            "x"
            + ((attributes["arn"] ?? "") + provider).filter { $0.isLetter || $0.isNumber }
            .prefix((attributes["arn"] ?? "").isEmpty ? 0 : 200)
        let provider = "provider[\\\"registry.terraform.io/hashicorp/aws\\\"]" + provider
        let attributes = attributes.map { "\"\($0)\":\"\($1)\"" }.joined(separator: ",")
        return
            "{\"mode\":\"managed\",\"type\":\"\(type)\",\"name\":\"\(name)\",\"provider\":\"\(provider)\",\"instances\":[{\"attributes\":{\(attributes)}}]}"
    }

    private func table(
        _ provider: String = "", region: String = "us-east-1", account: String = HomesTests.own,
        partition: String = "aws"
    )
        -> String
    {
        resource(
            "aws_dynamodb_table", provider,
            ["arn": "arn:\(partition):dynamodb:\(region):\(account):table/t"])
    }

    private func role(_ provider: String = "", account: String = HomesTests.own) -> String {
        resource("aws_iam_role", provider, ["arn": "arn:aws:iam::\(account):role/r"])
    }

    /// An instance that says nothing of its place.
    private func queuePolicy(_ provider: String = "") -> String { resource("aws_sqs_queue_policy", provider) }

    private let client = AWSClient(
        http: HTTPClient(environment: [:]),
        credentials: FixedCredentials(Credentials(accessKeyID: "a", secretAccessKey: "b")))

    /// The place of the last resource.
    private func place(
        _ resources: String..., account: String? = HomesTests.own, region: String? = "us-east-1",
        proof: AccountProof = .shown(account: HomesTests.own),
        entry: (name: String, proof: AccountProof, region: String?)? = nil
    ) throws -> Result<Homes.Place, Unknown> {
        let text =
            "{\"version\":4,\"serial\":1,\"lineage\":\"l\",\"resources\":[\(resources.joined(separator: ","))]}"
        let state = try State(parsing: Array(text.utf8), stack: "s")
        var others: [String: Homes.Caller] = [:]
        if let entry {
            var account: String?
            if case .shown(let shown) = entry.proof { account = shown }
            others[entry.name] = .init(
                aws: client, proof: entry.proof, account: account, region: entry.region)
        }
        let homes = Homes(
            own: .init(aws: client, proof: proof, account: account, region: region), others: others,
            shown: ProviderPlaces(state))
        return homes.place(of: try #require(state.instances.last))
    }

    private func reason(_ result: Result<Homes.Place, Unknown>) -> Unknown? {
        if case .failure(let reason) = result { return reason }
        return nil
    }

    private func success(_ result: Result<Homes.Place, Unknown>) -> Homes.Place? { try? result.get() }

    /// Reads are counted on the rates of the account that the credentials really belong to.
    @Test func clientsHaveTheAccountOfTheirCredentials() throws {
        let homes = Homes(
            own: .init(aws: client, proof: .shown(account: Self.own)),
            others: [
                "aws.hub": .init(aws: client, proof: .shown(account: Self.hub)),
                "aws.unproven": .init(
                    aws: client, proof: .unknown(Unknown(.throttled, "")), account: Self.hub),
            ], shown: ProviderPlaces())
        func account(_ provider: String?) -> String? {
            homes.client(for: .init(provider: provider, region: "us-east-1")).account
        }
        #expect(account(nil) == Self.own)
        #expect(account("aws.hub") == Self.hub)
        #expect(account("aws.unproven") == client.account)
    }

    // MARK: The default configuration

    @Test func ownARNOverridesEverything() throws {
        let place = success(try place(table(region: "eu-west-1")))
        #expect(place == .init(provider: nil, region: "eu-west-1", partition: "aws"))
    }

    @Test func siblingsShowThePlaceOfTheDefaultConfiguration() throws {
        // They override the region of the stack: what they are asked for elsewhere is not there.
        #expect(success(try place(table(region: "eu-west-1"), queuePolicy()))?.region == "eu-west-1")
        #expect(
            success(try place(table(), queuePolicy(), account: nil, region: nil))?.region == "us-east-1")
        let foreign = try reason(place(table(account: Self.hub), queuePolicy()))
        #expect(foreign?.cause == .wrongAccount)
        #expect(
            foreign?.detail
                == "aws_sqs_queue_policy.x belongs to 222222222222, the credentials belong to 123456789012; give the stack credentials of that account"
        )
    }

    @Test func configurationShowsThePlaceWhereNoSiblingDoes() throws {
        #expect(success(try place(queuePolicy()))?.region == "us-east-1")
        let account = try reason(place(queuePolicy(), account: nil))
        #expect(account?.cause == .notShown && account?.detail.hasSuffix("set 'account:'") == true)
        let region = try reason(place(role(), queuePolicy(), region: nil))
        #expect(region?.cause == .notShown && region?.detail.hasSuffix("set 'region:'") == true)
    }

    @Test func siblingsThatDisagreeShowNothing() throws {
        let accounts = try reason(place(table(), table(account: Self.hub), queuePolicy()))
        #expect(
            accounts?.cause == .notShown && accounts?.detail.contains("123456789012, 222222222222") == true)
        // Of several regions, the configured one counts if it is among them.
        let (here, there) = (table(), table(region: "eu-west-1"))
        #expect(success(try place(here, there, queuePolicy()))?.region == "us-east-1")
        #expect(try reason(place(here, there, queuePolicy(), region: "us-west-2"))?.cause == .notShown)
        #expect(try reason(place(here, there, queuePolicy(), region: nil))?.cause == .notShown)
    }

    @Test func credentialsThatAreNotProvenAskNothing() throws {
        #expect(
            try reason(place(table(), proof: .other(account: "2", expected: "1")))?.cause == .wrongAccount)
        #expect(try reason(place(table(), proof: .unknown(Unknown(.throttled, ""))))?.cause == .throttled)
    }

    // MARK: Aliases

    @Test func aliasIsWhereItsOwnSiblingsAre() throws {
        let place = success(try place(table(), table(".west", region: "us-west-2"), queuePolicy(".west")))
        #expect(place == .init(provider: nil, region: "us-west-2", partition: "aws"))
    }

    /// The account and the region of the stack are those of the default configuration, whatever its other resources say.
    @Test func aliasWithoutSiblingsIsNotAskedFor() throws {
        let unknown = try reason(place(table(), queuePolicy(".west")))
        #expect(unknown?.cause == .notShown)
        #expect(
            unknown?.detail
                == "nothing in the state shows the account of aws.west, so aws_sqs_queue_policy.x is not asked for; add aws.west to 'providers:'"
        )
        #expect(
            try reason(place(table(), role(".west"), queuePolicy(".west")))?.detail.contains(
                "the region of aws.west") == true)
    }

    @Test func configurationOfAModuleIsNotTheDefault() throws {
        let text = queuePolicy().replacing(
            "\"provider\":\"provider", with: "\"provider\":\"module.hub.provider")
        #expect(try reason(place(table(), text))?.detail.contains("the account of module.hub.aws") == true)
    }

    @Test func globalServiceNeedsNoRegion() throws {
        let attachment = resource("aws_iam_role_policy", ".hub")
        #expect(success(try place(table(), role(".hub"), attachment))?.region == "us-east-1")
        #expect(
            try reason(place(table(), role(".hub", account: Self.hub), attachment))?.cause == .wrongAccount)
        let china = resource("aws_iam_role", ".cn", ["arn": "arn:aws-cn:iam::\(Self.own):role/r"])
        #expect(
            success(try place(table(), china, resource("aws_iam_role_policy", ".cn")))
                == .init(provider: nil, region: "cn-northwest-1", partition: "aws-cn"))
    }

    /// Buckets of another region are common, and their ARNs name no account.
    @Test func bucketNeedsNoAccount() throws {
        let bucket = resource(
            "aws_s3_bucket", ".replica", ["arn": "arn:aws:s3:::b", "bucket": "b", "region": "eu-west-1"])
        let versioning = resource("aws_s3_bucket_versioning", ".replica")
        #expect(success(try place(table(), bucket))?.region == "eu-west-1")
        #expect(success(try place(table(), bucket, versioning))?.region == "eu-west-1")
        #expect(try reason(place(table(), bucket, queuePolicy(".replica")))?.cause == .notShown)
        #expect(
            try reason(place(table(), table(".replica", account: Self.hub), bucket))?.cause == .wrongAccount)
    }

    /// With these credentials Terraform would plan to create everything again.
    @Test func planIsInDoubtIfTheResourcesAreInAnotherAccount() throws {
        func doubt(_ resources: String..., hub: AccountProof? = nil) throws -> Unknown? {
            let text =
                "{\"version\":4,\"serial\":1,\"lineage\":\"l\",\"resources\":[\(resources.joined(separator: ","))]}"
            let state = try State(parsing: Array(text.utf8), stack: "s")
            let others = hub.map { ["aws.hub": Homes.Caller(aws: client, proof: $0)] } ?? [:]
            return Homes(
                own: .init(aws: client, proof: .shown(account: Self.own)), others: others,
                shown: ProviderPlaces(state)
            ).doubtOfPlan
        }
        #expect(try doubt(table(), table(".hub", account: Self.hub)) == nil)
        #expect(
            try doubt(table(account: Self.hub))?.detail
                == "the resources of aws are in 222222222222, its credentials belong to 123456789012")
        let hub = table(".hub", account: Self.hub)
        #expect(try doubt(table(), hub, hub: .shown(account: Self.hub)) == nil)
        #expect(try doubt(table(), hub, hub: .shown(account: Self.own))?.detail.contains("aws.hub") == true)
        #expect(try doubt(table(), hub, hub: .unknown(Unknown(.denied, "")))?.cause == .denied)
    }

    // MARK: providers

    @Test func entryIsAskedWithItsOwnCredentials() throws {
        let entry = (
            name: "aws.hub", proof: AccountProof.shown(account: Self.hub), region: "eu-west-1" as String?
        )
        #expect(
            success(try place(table(), queuePolicy(".hub"), entry: entry))
                == .init(provider: "aws.hub", region: "eu-west-1", partition: nil))
        #expect(
            success(try place(table(".hub", region: "us-west-2", account: Self.hub), entry: entry))?.region
                == "us-west-2")
        // Other configurations are not affected.
        #expect(success(try place(table(), queuePolicy(), entry: entry))?.provider == nil)
    }

    @Test func entryWithoutProofOrWithAnotherAccountAsksNothing() throws {
        let lacking = (
            name: "aws.hub", proof: AccountProof.unknown(Unknown(.noCredentials, "")), region: nil as String?
        )
        #expect(
            try reason(place(table(), table(".hub", account: Self.hub), entry: lacking))?.cause
                == .noCredentials)
        let wrong = (
            name: "aws.hub", proof: AccountProof.shown(account: "333333333333"), region: nil as String?
        )
        let reason = try reason(place(table(), table(".hub", account: Self.hub), entry: wrong))
        #expect(
            reason?.cause == .wrongAccount
                && reason?.detail.hasSuffix("correct aws.hub in 'providers:'") == true)
    }

    @Test func entryWithoutRegionNamesTheKeyThatIsLacking() throws {
        let entry = (name: "aws.hub", proof: AccountProof.shown(account: Self.hub), region: nil as String?)
        let reason = try reason(place(table(), queuePolicy(".hub"), entry: entry))
        #expect(reason?.detail.hasSuffix("set 'region:' of aws.hub in 'providers:'") == true)
    }

    @Test func missingRemedyNamesTheProvider() throws {
        let reason = try reason(place(table(), table(".hub", account: Self.hub)))
        #expect(reason?.detail.hasSuffix("add aws.hub to 'providers:'") == true)
    }

    @Test func partitionOfTheARNIsThatOfTheCalls() throws {
        let state = try State(
            parsing: Array(
                "{\"version\":4,\"serial\":1,\"lineage\":\"l\",\"resources\":[\(table(region: "eu-new-1", partition: "aws-eusc"))]}"
                    .utf8), stack: "s")
        let homes = Homes(
            own: .init(aws: client, proof: .shown(account: Self.own)), shown: ProviderPlaces(state))
        let place = try homes.place(of: try #require(state.managed.first)).get()
        #expect(homes.client(for: place).partition?.suffix == "amazonaws.eu")
    }
}
