"""Compares terrier with the commands of a runbook: for one check, and for the deploy of three lost resources."""

import statistics

from process import program, say

TABLES = {"events": "liveinsight-events-dev", "sessions": "liveinsight-sessions-dev"}
ROLE, POLICY = "liveinsight-lambda-role-dev", "liveinsight-lambda-policy"
LOST = [f"aws_dynamodb_table.{name}" for name in TABLES] + ["aws_iam_role_policy.lambda_policy"]


def alternate(pairs, ours, theirs):
    """Measures both alternately; each is first in half of the pairs, so that the order gives no advantage."""
    results = {ours: [], theirs: []}
    for number in range(pairs):
        for measure in (ours, theirs) if number % 2 == 0 else (theirs, ours):
            cpu, wall = measure()
            results[measure].append((cpu, wall))
            say(f"    pair {number + 1}/{pairs}  {measure.__name__:<8} CPU {cpu:6.3f} s  wall {wall:6.3f} s")
    return [tuple(statistics.median(column) for column in zip(*results[m])) for m in (ours, theirs)]


class Runbook:
    def __init__(self, lab):
        self.lab = lab
        self.aws_cli = program("AWSCLI", "aws")
        self.configuration = lab.configure("runbook", {
            # Each measured deploy is a repair, and the repair book counts it against the budget.
            "budget: 2 per 1h": "budget: 100 per 1h\n      stack_budget: 100 per 1h"})

    def aws(self, *arguments):
        return [self.aws_cli, *arguments]

    def check(self):
        return self.lab.run([self.lab.terrier, "check", "--json", "--config", self.configuration])

    def runbook_check(self):
        return self.lab.run(
            ["terraform", "state", "list"], ["terraform", "state", "list"], self.aws("dynamodb", "list-tables"),
            self.aws("lambda", "list-functions"), self.aws("apigateway", "get-rest-apis"))

    def lose(self):
        self.lab.run(
            *[self.aws("dynamodb", "delete-table", "--table-name", table) for table in TABLES.values()],
            self.aws("iam", "delete-role-policy", "--role-name", ROLE, "--policy-name", POLICY))

    def verify_restored(self):
        self.lab.run(
            *[self.aws("dynamodb", "describe-table", "--table-name", table) for table in TABLES.values()],
            self.aws("iam", "get-role-policy", "--role-name", ROLE, "--policy-name", POLICY))

    def emergency_deploy(self):
        self.lose()
        took = self.lab.run([
            self.lab.terrier, "repair", "emergency-deploy", "liveinsight-dev", "--why", "benchmark", "--config",
            self.configuration])
        self.verify_restored()
        return took

    def runbook_deploy(self):
        self.lose()
        took = self.lab.run(*[
            ["terraform", "apply", f"-target={address}", "-auto-approve", "-input=false", "-no-color"]
            for address in LOST])
        self.verify_restored()
        return took

    def compare(self, pairs):
        """Medians of CPU and wall seconds, for both checks and for both deploys."""
        say("terrier check, compared with the runbook's health check")
        # Run each once without measuring, so that no run includes a cold disk cache or a new database.
        self.check(), self.runbook_check()
        checks = alternate(pairs, self.check, self.runbook_check)
        say("deploy of three lost resources: emergency-deploy, compared with three targeted applies in a row")
        return checks, alternate(min(pairs, 3), self.emergency_deploy, self.runbook_deploy)
