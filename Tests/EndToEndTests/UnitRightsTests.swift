import Demo
import Foundation
import TestSupport
import Testing

/// Runs watcher and repairer with the rights that `terrier policy` prints for each; the emulator enforces them.
@Suite(
    .serialized,
    .enabled(if: Requirement.has(.systemd, .terraform, .moto), "needs root, systemd, Terraform and moto"))
struct UnitRightsTests {
    @Test func watcherCannotWriteToAWSAndRepairerCan() async throws {
        try await Lab.with(deployed: false) { lab in
            try leaveOutFunctionAndAPI(lab)
            try await lab.stack.initialise()
            try await lab.stack.deploy()
            let units = try await UnitLab(lab)
            let users = [
                "watcher": try await policy("watcher", lab), "repair": try await policy("repairer", lab),
            ]
            try await lab.changes.deleteTable(Lab.events)
            let seen = try await EnforcedAccess.with(lab, users: users) { credentials in
                for (role, text) in credentials {
                    try units.write(text, to: "etc/credstore/terrier-\(role).aws")
                }
                return try await units.run(Self.script(lab.emulator.endpoint))
            }
            let output = "\(seen.output)\n\(seen.errorOutput)"
            #expect(seen.code == 0, "\(output)")
            #expect(try await lab.hasEvents(), "\(output)")
            #expect(
                seen.output.split(separator: "\n").map(String.init) == [
                    "nothing was denied", "the watcher reads: liveinsight-events-dev",
                    "the watcher writes: AccessDenied",
                    "the repairer's credentials: Permission denied", "as a file: Permission denied",
                    "with a wrong secret: SignatureDoesNotMatch",
                ], "\(output)")
        }
    }

    /// The emulator computes the signature of a call without a body from its headers (moto 5.2.1, `_create_aws_request`), so it
    /// refuses every GET of Lambda and API Gateway.
    private func leaveOutFunctionAndAPI(_ lab: Lab) throws {
        let file = lab.stack.directory + "/main.tf"
        var code = try String(contentsOfFile: file, encoding: .utf8)
        code.replace(
            /(?m)^resource "(aws_lambda_|aws_api_gateway_|aws_cloudwatch_metric_alarm" "lambda_)[\s\S]*?\n}\n/,
            with: "")
        code.replace(/(?m)^output "(api_id|lambda_name)".*\n/, with: "")
        try code.write(toFile: file, atomically: true, encoding: .utf8)
    }

    private func policy(_ role: String, _ lab: Lab) async throws -> PrintedPolicy {
        let program = try await Program.run(["policy", role, "--config", lab.configuration])
        #expect(program.code == 0, "\(program.errorOutput)")
        return try PrintedPolicy(program.output)
    }

    private static func script(_ endpoint: String) -> String {
        """
        systemctl start terrier || fail start
        wait_for 'emergency-deploy done: verified'
        wait_for 'incident .*closed'
        if entries | grep -iE 'denied|(is|are) unknown|not known'; then fail denied; else echo "nothing was denied"; fi
        # call CREDENTIALS OPERATION: signs the call with the keys of that file
        call() {
            local id secret
            id=$(sed -n 's/^aws_access_key_id = //p' "$1") secret=$(sed -n 's/^aws_secret_access_key = //p' "$1")
            curl -s --aws-sigv4 aws:amz:us-east-1:dynamodb --user "$id:$secret${3-}" -H 'Content-Type: application/x-amz-json-1.0' \\
                -H "X-Amz-Target: DynamoDB_20120810.$2" -d '{"TableName": "liveinsight-events-dev"}' \(endpoint)
        }
        mine=$(echo /run/credentials/terrier.service/aws-credentials)
        tries() { as_watcher bash -c "$(declare -f call); call $*"; }
        echo "the watcher reads: $(tries $mine DescribeTable | grep -oE '"TableName": *"[^"]*"' | cut -d'"' -f4)"
        echo "the watcher writes: $(tries $mine DeleteTable | grep -oE 'AccessDenied[A-Za-z]*' | head -1)"
        echo "the repairer's credentials: $(as_watcher cat /etc/credstore/terrier-repair.aws 2>&1 | grep -oE 'Permission denied')"
        # During a repair the credentials are in the directory of its unit.
        echo "as a file: $(as_watcher ls /run/credentials/terrier-repair@x.service /etc/credstore 2>&1 | grep -oE 'Permission denied' | sort -u)"
        echo "with a wrong secret: $(tries $mine DescribeTable x | grep -oE 'SignatureDoesNotMatch' | head -1)"
        """
    }
}
