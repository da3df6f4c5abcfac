import Foundation
import Testing

@testable import Terraform

/// Whether the code of a root module still configures what `terraform init` recorded.
@Suite struct BackendsInCodeTests {
    private static let recorded =
        #"{"backend":{"type":"s3","config":{"bucket":"b","key":"k","region":"r","use_lockfile":true}}}"#

    private func agrees(_ texts: String..., type: String = "s3") throws -> Bool {
        let record = try JSONDecoder().decode(BackendRecord.self, from: Data(Self.recorded.utf8))
        return BackendsInCode(texts: texts).agrees(with: type, record.backend?.config)
    }

    @Test(arguments: [
        #"terraform { backend "s3" {} }"#,
        "terraform {\n  backend \"s3\" {\n    bucket = \"b\" # ours\n    key=\"k\"\n    use_lockfile = true\n  }\n}",
        "terraform {\n  backend \"s3\" {\n    key = \"k\"\n    assume_role = {\n      key = \"other\"\n    }\n  }\n}",
        "terraform {\n  backend \"s3\" {\n    encrypt = true\n  }\n}",
    ])
    func sameBackendAgrees(code: String) throws {
        #expect(try agrees(code))
    }

    @Test(arguments: [
        "terraform {\n  backend \"s3\" {\n    key = \"other\"\n  }\n}",
        "terraform {\n  backend \"s3\" {\n    dynamodb_table = \"locks\"\n  }\n}",
        "terraform {\n  backend \"s3\" {\n    use_lockfile = false\n  }\n}",
        #"terraform { backend "gcs" {} }"#,
        "terraform {\n  backend \"gcs\" {\n    bucket = \"b\"\n  }\n}\ndata \"terraform_remote_state\" \"x\" {\n  backend = \"s3\"\n}",
        "terraform {\n  cloud {\n  }\n}\n# backend \"s3\" {",
        #"{"terraform":{"backend":{"s3":{}}}}"#,
        "resource \"null_resource\" \"x\" {}",
    ])
    func otherBackendIsLeftToTerraform(code: String) throws {
        #expect(try !agrees(code))
    }

    @Test func codeWithoutABackendIsTheLocalOne() throws {
        #expect(try agrees("resource \"null_resource\" \"x\" {}", type: "local"))
        #expect(try !agrees("resource \"null_resource\" \"cloud\" {}\nlocals { backend = 1 }", type: "local"))
    }
}
