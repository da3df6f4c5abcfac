import Testing

@testable import Terraform

@Suite struct CodeWordsTests {
    @Test(arguments: [
        "terraform { backend \"s3\" {} }", "terraform { cloud {} }", "backend", "cloud{", "\tcloud\n",
        "{\"backend\": {}}",
        "# backend", "x=\"cloud\"", "my-cloud", "cloud.", ".cloud", "backends backend", "}cloud",
        "cloudcloud cloud",
    ])
    func aWordOfItsOwnIsFound(code: String) { #expect(CodeWords.contain(["backend", "cloud"], code)) }

    @Test(arguments: [
        "", "backen", "clouds", "my_cloud", "cloud_x", "cloud9", "9backend", "var.cloud", "cloud.name",
        "aws_cloudfront", "CLOUD",
        "backendcloud", "aws_cloudwatch_metric_alarm",
    ])
    func partOfALongerNameIsNone(code: String) { #expect(!CodeWords.contain(["backend", "cloud"], code)) }
}
