import Catalogue
import Decisions
import Testing

@testable import Repairs

/// Which types are not simply created again.
@Suite struct DataBearingTests {
    /// Of these Terrier has always asked for backups, and they stay so whatever the catalogue says.
    private static let always: Set<String> = [
        "aws_dynamodb_table", "aws_dynamodb_global_table", "aws_db_instance", "aws_rds_cluster",
        "aws_rds_global_cluster", "aws_s3_bucket", "aws_efs_file_system", "aws_ebs_volume",
        "aws_elasticache_cluster", "aws_elasticache_replication_group", "aws_opensearch_domain",
        "aws_elasticsearch_domain", "aws_docdb_cluster", "aws_neptune_cluster", "aws_redshift_cluster",
        "aws_secretsmanager_secret", "aws_kms_key", "aws_cognito_user_pool", "aws_timestreamwrite_table",
        "aws_fsx_lustre_file_system", "aws_memorydb_cluster", "aws_keyspaces_table",
    ]

    @Test func typesThatHadTheirBackupsAskedForStillHave() {
        #expect(Self.always.subtracting(DataBearing.backedUp) == [])
        #expect(DataBearing.irreplaceable.intersection(Self.always) == [])
    }

    @Test func typesOfTheCatalogueFollowTheirData() {
        for type in Catalogue.all where !Self.always.contains(type.name) {
            #expect(DataBearing.backedUp.contains(type.name) == (type.data == .backedUp), "\(type.name)")
            #expect(
                DataBearing.irreplaceable.contains(type.name) == (type.data == .irreplaceable), "\(type.name)"
            )
        }
    }

    @Test func whatHasNoBackupsIsCreatedAgain() {
        for type in ["aws_cloudwatch_log_group", "aws_sqs_queue", "aws_kinesis_stream", "aws_iam_role"] {
            #expect(
                !DataBearing.backedUp.contains(type) && !DataBearing.irreplaceable.contains(type), "\(type)")
        }
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
                "a new aws_iam_access_key.deploy does not replace the old one for those who used it: 'allow:' has no create for it"
            ])
        let allow = GuardrailSettings.Allowance(create: [try Pattern("aws_iam_access_key.deploy")])
        let created = try await lastMessage(GuardrailSettings(allow: allow, distrust: 90))
        #expect(created.outcome == .repaired, "\(created.message)")
    }
}
