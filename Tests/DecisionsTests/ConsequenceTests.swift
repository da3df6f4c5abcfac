import Testing

@testable import Decisions

/// Which updates only follow from what the plan creates.
@Suite struct ConsequenceTests {
    static let function = Address(type: "aws_lambda_function", name: "fn")
    static let integration = Address(type: "aws_apigatewayv2_integration", name: "fn")
    static let deployment = Address(type: "aws_api_gateway_deployment", name: "main")
    static let uri = AttributePath([.name("integration_uri")])
    static let timeout = AttributePath([.name("timeout_milliseconds")])
    static let changes = [PlannedChange(function, .create), PlannedChange(integration, .update)]

    /// The function is created, and the integration with its ARN is updated.
    private func admission(
        known: [AttributePath] = [], unknown: [AttributePath] = [uri], drift: [PlanDetails.Drift] = [],
        needs: [Address] = [function], protect: [String] = [],
        _ setting: GuardrailSettings.Consequences = .admit
    ) throws -> Admission {
        let details = PlanDetails(
            changes: [
                .init(Self.function, .create),
                .init(Self.integration, .update, known: known, unknown: unknown),
            ], drift: drift)
        return Admission(
            creates: [Self.function], allow: .init(), protect: try protect.map { try Pattern($0) },
            consequences: setting,
            facts: InspectionFacts(details: details, dependencies: [Self.integration: needs]))
    }

    private func words(_ admission: Admission, _ changes: [PlannedChange] = changes) -> [String] {
        admission.faults(of: changes).map(\.description)
    }

    private static let line = "; allow: {update: [\"\(integration)\"]} admits it"

    @Test func updateThatFollowsFromACreateIsAdmitted() throws {
        let admission = try admission()
        #expect(
            admission.consequences(of: Self.changes) == [Consequence(Self.integration, of: [Self.function])])
        #expect(words(admission) == [])
        // A difference that is only a way to write nothing is no drift.
        let noise = try self.admission(drift: [
            .init(Self.integration, .update), .init(Self.function, .delete),
        ])
        #expect(words(noise) == [])
    }

    @Test func withConsequencesRefusedItIsNot() throws {
        #expect(
            words(try admission(.refuse)) == [
                "it would update \(Self.integration), a consequence of \(Self.function), and 'consequences: refuse' is set"
                    + Self.line
            ])
    }

    @Test func updateOfADriftedInstanceIsNoConsequence() throws {
        let drifted = try admission(
            drift: [.init(Self.integration, .update, differing: [Self.timeout, Self.uri])])
        #expect(drifted.consequences(of: Self.changes) == [])
        #expect(
            words(drifted) == [
                "it would update \(Self.integration) (integration_uri), which was changed outside Terraform: integration_uri, timeout_milliseconds"
                    + Self.line + ", and reverts that change"
            ])
        let deleted = try admission(drift: [.init(Self.integration, .delete)])
        #expect(deleted.consequences(of: Self.changes) == [])
    }

    @Test func updateWithAKnownChangeIsNoConsequence() throws {
        #expect(
            words(try admission(known: [Self.timeout])) == [
                "it would update \(Self.integration) (integration_uri, timeout_milliseconds): the code was not applied yet, or the state already has a change made by hand"
                    + Self.line
            ])
        #expect(try admission(unknown: []).consequences(of: Self.changes) == [])
    }

    @Test func updateOfWhatDependsOnNothingThatIsCreatedIsNoConsequence() throws {
        for needs in [[], [Self.deployment], [Self.integration]] {
            #expect(
                words(try admission(needs: needs)) == [
                    "it would update \(Self.integration) (integration_uri), and nothing that it depends on is created"
                        + Self.line
                ])
        }
        // A replacement is no create.
        let replaced = [PlannedChange(Self.function, .replace), PlannedChange(Self.integration, .update)]
        #expect(try admission().consequences(of: replaced) == [])
    }

    /// The state names dependencies without the keys of instances and modules.
    @Test func keysOfModulesTellApartWhatAnInstanceDependsOn() throws {
        func address(_ text: String) throws -> Address { try Address(text) }
        let integration = try address(#"module.api["eu"].aws_apigatewayv2_integration.fn[0]"#)
        for (key, isCause) in [("eu", true), ("us", false)] {
            let function = try address("module.api[\"\(key)\"].aws_lambda_function.fn[\"x\"]")
            let changes = [PlannedChange(function, .create), PlannedChange(integration, .update)]
            let admission = Admission(
                creates: [function], allow: .init(), protect: [], consequences: .admit,
                facts: InspectionFacts(
                    details: PlanDetails(changes: [.init(integration, .update, unknown: [Self.uri])]),
                    dependencies: [integration: [try address("module.api.aws_lambda_function.fn")]]))
            #expect(admission.consequences(of: changes).isEmpty != isCause)
        }
    }

    @Test func protectedInstanceIsNotUpdatedAsAConsequence() throws {
        #expect(
            words(try admission(protect: ["aws_apigatewayv2_*.*"])) == [
                "it would update \(Self.integration), which is protected"
            ])
    }

    @Test func detailsOfAnotherActionAreNotUsed() throws {
        var admission = try admission()
        admission.facts?.details.changes[1].forcing = [Self.uri]
        let replaced = [PlannedChange(Self.function, .create), PlannedChange(Self.integration, .replace)]
        #expect(
            words(admission, replaced) == [
                "it would replace \(Self.integration); allow: {replace: [\"\(Self.integration)\"]} admits it"
            ])
    }

    @Test func replacementNamesWhatForcesItAndIsLeftToAPersonInTheSameWords() throws {
        let details = PlanDetails(changes: [
            .init(
                Self.deployment, .replace, forcing: [AttributePath([.name("triggers"), .name("redeploy")])])
        ])
        let admission = Admission(allow: .init(), protect: [], facts: InspectionFacts(details: details))
        let fault = try #require(admission.faults(of: [PlannedChange(Self.deployment, .replace)]).first)
        let line = "allow: {replace: [\"aws_api_gateway_deployment.main\"]} admits it"
        #expect(
            fault.description
                == "it would replace aws_api_gateway_deployment.main because of triggers; \(line)")
        #expect(
            fault.leftToPerson
                == "aws_api_gateway_deployment.main would be replaced because of triggers; \(line)")
    }

    @Test func createSaysWhyItIsNotProvenMissing() throws {
        func fault(_ unproven: InspectionFacts.Unproven) -> String? {
            Admission(
                allow: .init(), protect: [], facts: InspectionFacts(unproven: [Self.function: unproven])
            ).faults(of: [PlannedChange(Self.function, .create)]).first?.description
        }
        #expect(
            fault(.init("AWS was asked, and it is unknown: denied"))
                == "it would create \(Self.function), which was not proven missing: AWS was asked, and it is unknown: denied; allow: {create: [\"\(Self.function)\"]} admits it"
        )
        // Nobody is told how to allow a second one.
        #expect(
            fault(.init("AWS has it", isAllowable: false))
                == "it would create \(Self.function), which was not proven missing: AWS has it")
    }

    @Test func addressWithAKeyIsQuotedForYAML() throws {
        let address = try Address(#"aws_iam_role.x["it's"]"#)
        let fault = Admission(allow: .init(), protect: []).faults(of: [PlannedChange(address, .replace)])
        #expect(fault.first?.allowance == #"allow: {replace: ['aws_iam_role.x["it''s"]']}"#)
        // No `allow:` has an effect on a removal.
        let removal = Admission(allow: nil, protect: []).faults(of: [PlannedChange(address, .replace)])
        #expect(removal.map(\.allowance) == [nil])
    }

    @Test func consequenceIsParsedFromItsOwnText() throws {
        let role = try Address(#"aws_iam_role.x["a and b, a consequence of c"]"#)
        for consequence in [
            Consequence(Self.integration, of: [Self.function]),
            Consequence(Self.integration, of: [Self.deployment, Self.function]),
        ] {
            let action = RepairAction.consequence(consequence)
            #expect(RepairAction(action.description) == action)
            #expect(action.subject == "\(Self.integration)")
        }
        // A key that looks like the words around it is kept as text.
        let odd = RepairAction.consequence(Consequence(role, of: [role])).description
        #expect(RepairAction(odd).description == odd)
        #expect(
            RepairAction("update \(Self.integration), a consequence of what").description
                == "update \(Self.integration), a consequence of what")
    }
}
