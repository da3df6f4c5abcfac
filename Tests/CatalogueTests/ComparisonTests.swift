import Testing

@testable import Catalogue

/// Rules about numbers, dates and many fields, and the words of the types that have them.
@Suite struct ComparisonTests {
    /// 2023-11-14T22:13:20Z
    private static let now = 1_700_000_000.0

    private func finding(
        _ rules: [StateRule], _ element: ResponseTree, _ attributes: [String: String] = [:]
    ) -> Read.Finding {
        Read(.sqs, "GetThing", .json("1.0", "X"), element: .one(), states: rules)
            .finding(in: element, now: Self.now) { attributes[$0] }
    }

    private func rules(_ type: String) throws -> [StateRule] {
        try #require(Catalogue.type(type)).read.states
    }

    @Test func dateThatIsNearOrPastIsUnhealthy() {
        func end(_ text: String) -> Read.Finding {
            finding([.lasts("NotAfter", days: 30)], .object(["NotAfter": .text(text)]))
        }
        #expect(end("1702592000") == .healthy)
        #expect(end("1702591999.5") == .unhealthy("ends in 29 days"))
        #expect(end("1.7001E9") == .unhealthy("ends in 1 day"))
        #expect(end("1700000001") == .unhealthy("ends in 0 days"))
        #expect(end("1700000000") == .unhealthy("has ended"))
        #expect(end("2023-11-24T22:13:20Z") == .unhealthy("ends in 10 days"))
        #expect(end("2024-11-14T22:13:20.5Z") == .healthy)
        for text in ["", "soon", "nan", "inf", "2023-11-24", "2023-13-24T22:13:20Z", "2023-11-24T22:13:20"] {
            #expect(end(text) == .unknown("NotAfter has a value that Terrier does not know"), "\(text)")
        }
        #expect(finding([.lasts("NotAfter", days: 30)], .object(["x": .text("")])) == .healthy)
    }

    @Test(arguments: [
        ("1970-01-01T00:00:00Z", 0.0), ("2000-02-29T12:00:00Z", 951_825_600),
        ("2024-03-01T00:00:00Z", 1_709_251_200),
        ("2038-01-19T03:14:07.999Z", 2_147_483_647), ("1700000000", 1_700_000_000),
    ])
    func instantsAreReadInBothForms(row: (text: String, seconds: Double)) {
        #expect(Instant.seconds(row.text) == row.seconds)
    }

    @Test func oneHealthyTargetIsEnough() throws {
        let rules = try #require(Catalogue.type("aws_lb_target_group")?.also.first).states
        func group(_ states: [String]) -> Read.Finding {
            let members = states.map { ResponseTree.object(["TargetHealth": .object(["State": .text($0)])]) }
            return finding(
                rules, .object(["TargetHealthDescriptions": .object(["member": .list(members)])]))
        }
        #expect(group([]) == .healthy)
        #expect(group(["unhealthy", "healthy"]) == .healthy)
        #expect(group(["unhealthy", "initial"]) == .healthy)
        #expect(group(["unused"]) == .healthy)
        #expect(group(["unhealthy", "draining"]) == .unhealthy("none of 2 targets is healthy"))
        #expect(group(["unhealthy"]) == .unhealthy("none of 1 targets is healthy"))
        let unknown =
            "TargetHealthDescriptions.member.TargetHealth.State has a value that Terrier does not know"
        #expect(group(["unhealthy", "brand-new"]) == .unknown(unknown))
    }

    @Test func serviceShortOfTasksIsUnhealthyUnlessADeploymentRuns() throws {
        let rules = try rules("aws_ecs_service")
        func service(_ running: String, _ rollout: String?, failed: String = "0") -> Read.Finding {
            var deployment = ["failedTasks": ResponseTree.text(failed)]
            deployment["rolloutState"] = rollout.map(ResponseTree.text)
            return finding(
                rules,
                .object([
                    "status": .text("ACTIVE"), "runningCount": .text(running), "desiredCount": .text("3"),
                    "deployments": .list([.object(deployment)]),
                ]))
        }
        #expect(service("3", "COMPLETED") == .healthy)
        #expect(service("1", "COMPLETED") == .unhealthy("1 of 3 tasks run"))
        #expect(service("1", nil) == .unhealthy("1 of 3 tasks run"))
        #expect(service("1", "IN_PROGRESS") == .healthy)
        #expect(service("1", "IN_PROGRESS", failed: "2") == .unhealthy("1 of 3 tasks run"))
        #expect(service("3", "FAILED") == .unhealthy("a deployment failed"))
        #expect(
            service("3", "NEW") == .unknown("deployments.rolloutState has a value that Terrier does not know")
        )
    }

    @Test func deadLetterQueueThatIsNotEmptyIsUnhealthy() throws {
        let rules = try rules("aws_sqs_queue")
        func queue(_ messages: String?, isTarget: Bool) -> Read.Finding {
            let attributes = messages.map { ["ApproximateNumberOfMessages": ResponseTree.text($0)] } ?? [:]
            return finding(
                rules, .object(["Attributes": .object(attributes), "x": .text("")]),
                isTarget ? [ResourceType.isDeadLetterTarget: "true"] : [:])
        }
        #expect(queue("3", isTarget: false) == .healthy)
        #expect(queue("0", isTarget: true) == .healthy)
        #expect(
            queue("3", isTarget: true) == .unhealthy("holds 3 messages that could not be processed"))
        #expect(
            queue(nil, isTarget: true)
                == .unknown("the response lacks Attributes.ApproximateNumberOfMessages"))
    }

    @Test func certificateThatFailsOrIsNotRenewedIsUnhealthy() throws {
        let rules = try rules("aws_acm_certificate")
        func certificate(_ members: [String: ResponseTree]) -> Read.Finding {
            finding(rules, .object(["Status": .text("ISSUED")].merging(members) { $1 }))
        }
        func renewal(_ word: String) -> [String: ResponseTree] {
            ["RenewalSummary": .object(["RenewalStatus": .text(word)])]
        }
        #expect(certificate(["NotAfter": .text("1800000000")]) == .healthy)
        #expect(certificate(["NotAfter": .text("1701000000")]) == .unhealthy("ends in 11 days"))
        #expect(certificate(["Status": .text("PENDING_VALIDATION")]) == .healthy)
        #expect(certificate(["Status": .text("VALIDATION_TIMED_OUT")]) == .unhealthy("validation timed out"))
        #expect(
            certificate(["Status": .text("FAILED"), "FailureReason": .text("CAA_ERROR")])
                == .unhealthy("the certificate was not issued: CAA_ERROR"))
        #expect(certificate(renewal("SUCCESS")) == .healthy)
        #expect(certificate(renewal("PENDING_VALIDATION")) == .unhealthy("its renewal waits for validation"))
    }

    /// By type: the words of the response that mean disabled, and what the state says where that is wanted.
    @Test(arguments: [
        ("aws_cloudwatch_event_rule", "State", "DISABLED", ["state": "DISABLED"]),
        ("aws_cloudwatch_event_rule", "State", "DISABLED", ["is_enabled": "false"]),
        ("aws_lambda_event_source_mapping", "State", "Disabled", ["enabled": "false"]),
        ("aws_kms_key", "KeyState", "Disabled", ["is_enabled": "false"]),
        ("aws_scheduler_schedule", "State", "DISABLED", ["state": "DISABLED"]),
        ("aws_autoscaling_policy", "Enabled", "false", ["enabled": "false"]),
        ("aws_db_event_subscription", "Enabled", "false", ["enabled": "false"]),
        ("aws_ssm_maintenance_window", "Enabled", "false", ["enabled": "false"]),
    ])
    func disabledThingIsUnhealthyUnlessTheStateWantsIt(
        row: (type: String, path: String, word: String, wanted: [String: String])
    ) throws {
        let rule = try #require(try rules(row.type).first { $0.path == row.path })
        let response = ResponseTree.object([row.path: .text(row.word)])
        #expect(finding([rule], response) == .unhealthy("disabled"))
        #expect(finding([rule], response, row.wanted) == .healthy)
        let enabled = row.wanted.mapValues { $0 == "false" ? "true" : "ENABLED" }
        #expect(finding([rule], response, enabled) == .unhealthy("disabled"))
    }

    @Test func bucketWithoutVersionsIsMissingThemUnlessTheStateWantsNone() throws {
        let rules = try rules("aws_s3_bucket_versioning")
        func versions(_ status: String?, wanted: String) -> Read.Finding {
            let members = status.map { ["Status": ResponseTree.text($0)] } ?? [:]
            return finding(rules, .object(members), ["versioning_configuration.status": wanted])
        }
        #expect(versions("Enabled", wanted: "Enabled") == .healthy)
        #expect(versions("Suspended", wanted: "Enabled") == .unhealthy("suspended"))
        #expect(versions("Suspended", wanted: "Suspended") == .healthy)
        #expect(versions(nil, wanted: "Enabled") == .missing)
        #expect(versions(nil, wanted: "Disabled") == .healthy)
    }

    @Test func subscriptionThatNobodyConfirmedIsUnhealthy() throws {
        let rules = try rules("aws_sns_topic_subscription")
        func subscription(_ pending: String?) -> Read.Finding {
            let entries = [("Owner", "1")] + (pending.map { [("PendingConfirmation", $0)] } ?? [])
            return finding(
                rules,
                .object([
                    "entry": .list(entries.map { .object(["key": .text($0.0), "value": .text($0.1)]) })
                ]))
        }
        #expect(subscription("false") == .healthy)
        #expect(subscription(nil) == .healthy)
        #expect(subscription("true") == .unhealthy("nobody confirmed the subscription"))
    }

    @Test func attributesOfComparisonsAndSecondReadsAreRead() throws {
        let group = try #require(Catalogue.type("aws_lb_target_group"))
        #expect(group.also.map(\.operation) == ["DescribeTargetHealth"])
        #expect(group.attributes.isSuperset(of: ["arn", "id"]))
        let queue = try #require(Catalogue.type("aws_sqs_queue"))
        #expect(queue.attributes.contains("redrive_policy"))
        let role = try #require(Catalogue.type("aws_iam_role"))
        #expect(role.attributes.isSuperset(of: ["managed_policy_arns", "inline_policy.name"]))
    }

    /// A second read only looks at what is there.
    @Test func secondReadsNeverSayThatAnInstanceIsMissing() {
        for read in Catalogue.all.flatMap(\.also) {
            #expect(read.absent.isEmpty && read.element.whenAbsent == .unknown && read.element.parts.isEmpty)
            #expect(read.states.allSatisfy { $0.gone.isEmpty })
        }
    }
}
