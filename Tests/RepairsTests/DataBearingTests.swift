import Catalogue
import Decisions
import Testing

@testable import Repairs

/// Which types are not simply created again.
@Suite struct DataBearingTests {
    /// Of these the service keeps backups, which a repair asks for, or it creates none of them.
    private static let backedUp: Set<String> = [
        "aws_dynamodb_table", "aws_dynamodb_global_table", "aws_db_instance", "aws_rds_cluster",
        "aws_rds_global_cluster", "aws_s3_bucket", "aws_efs_file_system", "aws_ebs_volume",
        "aws_elasticache_cluster", "aws_elasticache_replication_group", "aws_opensearch_domain",
        "aws_elasticsearch_domain", "aws_docdb_cluster", "aws_neptune_cluster", "aws_redshift_cluster",
        "aws_timestreamwrite_table", "aws_fsx_lustre_file_system", "aws_memorydb_cluster",
        "aws_keyspaces_table",
    ]
    /// What was in these belongs to people who cannot come back.
    private static let irreplaceable: Set<String> = [
        "aws_secretsmanager_secret", "aws_kms_key", "aws_cognito_user_pool", "aws_iam_access_key",
    ]

    @Test func typesThatHadTheirBackupsAskedForStillHave() {
        #expect(Self.backedUp.subtracting(Catalogue.names(holding: .backedUp)) == [])
        #expect(Self.irreplaceable.subtracting(Catalogue.names(holding: .irreplaceable)) == [])
    }

    @Test func everyTypeIsHandledAsItsDataRequires() {
        for type in Catalogue.all {
            let address = Address(type: type.name, name: "x")
            #expect(DataBearing.backedUp([address]).isEmpty == (type.data != .backedUp), "\(type.name)")
            #expect(
                DataBearing.irreplaceable([address]).isEmpty == (type.data != .irreplaceable), "\(type.name)")
            #expect(DataBearing.emptied([address]).isEmpty == (type.data == .none), "\(type.name)")
            #expect(DataBearing.maybeEmptied([address]).isEmpty == (type.data == .none), "\(type.name)")
        }
    }

    @Test func whatHasNoBackupsIsCreatedAgainAndSaidToBeEmpty() {
        for type in ["aws_cloudwatch_log_group", "aws_sqs_queue", "aws_kinesis_stream"] {
            let address = Address(type: type, name: "x")
            #expect(DataBearing.backedUp([address]).isEmpty && DataBearing.irreplaceable([address]).isEmpty)
            #expect(
                DataBearing.emptied([address])
                    == "; \(address) had no backup and was recreated EMPTY: its data is gone")
        }
        for type in ["aws_iam_role", "aws_s3_object", "aws_never_heard_of"] {
            #expect(DataBearing.emptied([Address(type: type, name: "x")]).isEmpty)
        }
        #expect(
            DataBearing.emptied([Address(type: "aws_kms_key", name: "x")])
                == "; aws_kms_key.x was recreated EMPTY, and does not replace the old one for those who used it"
        )
    }
}

/// What a repair does where a new instance does not replace the old one.
@Suite struct IrreplaceableTests {
    private static let key = Address(type: "aws_iam_access_key", name: "deploy")

    private func lastMessage(_ guardrails: GuardrailSettings) async throws -> RepairMessage {
        let tier = Tier(name: "keys", addresses: [try Pattern("aws_iam_access_key.*")])
        var last: RepairMessage?
        try await Stage.with(guardrails: guardrails, tiers: [tier]) { stage in
            stage.set {
                $0.statuses = [Self.key: .missing, Stage.events: .healthy, Stage.role: .healthy]
                $0.plan = .success(PlanSummary(changes: [PlannedChange(Self.key, .create)], drift: []))
                $0.after = [Self.key: .healthy]
            }
            let request = RepairRequest(
                RepairIntent(
                    stack: "s", kind: .emergencyDeploy, rule: "keys-lost", incident: "s-1", tier: "keys",
                    addresses: [Self.key], apply: true), requestedBy: "test", configuration: "c",
                askedAt: stage.request().askedAt)
            last = await stage.perform(request)
        }
        return try #require(last)
    }

    @Test func itIsCreatedOnlyWhereTheConfigurationNamesIt() async throws {
        let refused = try await lastMessage(GuardrailSettings(distrust: 90))
        #expect(refused.outcome == .refused)
        #expect(refused.refusals.map(\.guardrail) == [.backups])
        #expect(
            refused.refusals.map(\.reason) == [
                "aws_iam_access_key.deploy is not replaced by a new one for those who used it: 'allow:' has no create for it"
            ])
        let allow = GuardrailSettings.Allowance(create: [try Pattern("aws_iam_access_key.deploy")])
        let created = try await lastMessage(GuardrailSettings(allow: allow, distrust: 90))
        #expect(created.outcome == .repaired, "\(created.message)")
    }
}

/// A queue is created again without a question, and the repair says that it is empty.
@Suite struct QueueTests {
    @Test func recreatedQueueIsSaidToBeEmpty() async throws {
        let queue = Address(type: "aws_sqs_queue", name: "jobs")
        let tier = Tier(name: "queues", addresses: [try Pattern("aws_sqs_queue.*")])
        var last: RepairMessage?
        try await Stage.with(guardrails: GuardrailSettings(distrust: 90), tiers: [tier]) { stage in
            stage.set {
                $0.statuses = [queue: .missing, Stage.events: .healthy, Stage.role: .healthy]
                $0.plan = .success(PlanSummary(changes: [PlannedChange(queue, .create)], drift: []))
                $0.after = [queue: .healthy]
                $0.backups = .unknown(Unknown(.notAsked, "nobody may ask"))
            }
            let request = RepairRequest(
                RepairIntent(
                    stack: "s", kind: .emergencyDeploy, rule: "queues-lost", incident: "s-1", tier: "queues",
                    addresses: [queue], apply: true), requestedBy: "test", configuration: "c",
                askedAt: stage.request().askedAt)
            last = await stage.perform(request)
        }
        #expect(last?.outcome == .repaired)
        #expect(
            last?.message.hasSuffix(
                "aws_sqs_queue.jobs had no backup and was recreated EMPTY: its data is gone")
                == true)
    }
}
