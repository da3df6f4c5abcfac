import Testing

@testable import Terraform

/// What a person may add to a plan.
@Suite struct PlanArgumentsTests {
    @Test(arguments: [
        (["-target=aws_a.b"], ["-target=aws_a.b"]),
        (["-target", "aws_a.b[\"x y\"]"], ["-target=aws_a.b[\"x y\"]"]),
        (["--var-file=dev.tfvars", "-var", "a=b=c"], ["-var-file=dev.tfvars", "-var=a=b=c"]),
        (
            ["-destroy", "-refresh=false", "-replace=aws_a.b"],
            ["-destroy", "-refresh=false", "-replace=aws_a.b"]
        ),
        // A value that begins with a hyphen stays a value.
        (["-var", "-out=x"], ["-var=-out=x"]), ([], []),
    ])
    func acceptedArgumentsArePassedAsOneWordEach(row: ([String], [String])) throws {
        let arguments = try PlanArguments(parsing: row.0)
        #expect(arguments.words == row.1)
        var options = TerraformCommand.PlanOptions(file: "/x/plan", varFiles: ["own.tfvars"])
        options.added = arguments
        let line = TerraformCommand.plan(options).arguments
        #expect(line.suffix(row.1.count) == row.1[...])
        #expect(line.contains("-lock=false") && line.contains("-out=/x/plan"))
    }

    @Test(arguments: [
        (["-out=pw-secret"], "-out"), (["-lock=true"], "-lock"), (["-lock-timeout", "5s"], "-lock-timeout"),
        (["-json"], "-json"), (["-chdir=pw-secret"], "-chdir"), (["-refresh-only"], "-refresh-only"),
        (["-auto-approve"], "-auto-approve"), (["-target"], "-target"), (["pw-secret"], "does not begin"),
        (["-refresh=pw-secret"], "-refresh"), (["-pw secret=x"], "is not known here"), (["--"], "not known"),
    ])
    func otherArgumentsAreRefusedWithoutTheirValues(row: ([String], String)) throws {
        let fault = try #require(throws: PlanArgumentFault.self) { _ = try PlanArguments(parsing: row.0) }
        #expect(fault.description.contains(row.1))
        #expect(!fault.description.contains("secret"))
    }
}
