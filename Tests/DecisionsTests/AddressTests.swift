import Testing

@testable import Decisions

@Suite struct AddressTests {
    @Test(arguments: [
        "aws_dynamodb_table.events",
        "aws_dynamodb_table.events[0]",
        "aws_dynamodb_table.events[\"carts/eu\"]",
        "module.api.aws_lambda_function.this",
        "module.api[\"eu.west\"].module.inner[2].aws_lambda_function.this[\"a\"]",
        "data.aws_caller_identity.current",
        "module.m.data.aws_region.here",
        "terraform_data.x[\"quo\\\"te\"]",
        "terraform_data.x[\"back\\\\slash\"]",
        "terraform_data.x[\"$${not a template}\"]",
        "terraform_data.x[\"%%{nor this}\"]",
        "terraform_data.x[\"a $ alone, 100 %\"]",
        "terraform_data.x[\"line\\nfeed\"]",
        "terraform_data.x[\"]tricky[\"]",
    ])
    func addressPrintsAsItWasParsed(text: String) throws {
        #expect(try Address(text).description == text)
    }

    /// Terraform prints keys by code points. A combining mark after a quote belongs to the key.
    @Test(arguments: [
        "\u{301}x", "\\\u{301}", "$\u{301}{a}", "a\u{200D}", "\r\n", "\u{2028}", "👩‍👩‍👧", "\u{1F1F0}\u{1F1F7}",
    ])
    func everyKeyIsParsedAsItWasPrinted(key: String) throws {
        let address = Address(
            modules: [.init("m", key: .name(key))], type: "t", name: "n", key: .name(key))
        #expect(try Address(address.description) == address)
    }

    @Test(arguments: [
        "", "events", "aws_dynamodb_table.", ".events", "module.api", "aws_dynamodb_table.events[",
        "aws_dynamodb_table.events[x]", "aws_dynamodb_table.events[\"open]", "aws_*.events",
        "aws_dynamodb_table.events.more", "aws dynamodb.events", "aws_dynamodb_table.events[*]",
    ])
    func invalidAddressIsRejected(text: String) {
        #expect(throws: AddressFault.self) { try Address(text) }
    }

    /// As Terraform 1.11 prints them.
    @Test(arguments: [
        ("\u{A0}", #"\u00a0"#), ("\u{0}", #"\u0000"#), ("\u{7F}", #"\u007f"#), ("\u{2028}", #"\u2028"#),
        ("\u{E0067}", #"\U000e0067"#), ("\u{10FFFF}", #"\U0010ffff"#), ("\u{FFFE}", #"\ufffe"#),
        ("\u{1F600}", "\u{1F600}"), ("e\u{301}", "e\u{301}"), ("$${", "$$${"), ("%%{", "%%%{"), ("", ""),
        // Unicode 15.1 has it, Unicode 15.0 does not.
        ("\u{2FFC}", #"\u2ffc"#),
    ])
    func unprintableCharactersAreEscaped(row: (key: String, printed: String)) throws {
        let address = Address(type: "t", name: "n", key: .name(row.key))
        #expect(Array(address.description.utf8) == Array("t.n[\"\(row.printed)\"]".utf8))
        #expect(try Address(address.description) == address)
    }

    @Test func namesInTwoNormalFormsAreTwoKeys() throws {
        let (one, two) = (InstanceKey.name("\u{E9}"), InstanceKey.name("e\u{301}"))
        #expect(one != two && Set([one, two]).count == 2 && (one < two) != (two < one))
        // A pattern is written by a person, whose keyboard decides on the form.
        #expect(try Pattern("t.n[\"e\u{301}\"]").matches(Address(type: "t", name: "n", key: one)))
    }

    @Test(arguments: [
        #"t.n["\U0000"]"#, #"t.n["\U00110000"]"#, #"t.n["\ud800"]"#, #"t.n["\u+0e9"]"#, "t.n[-]", "t.n[1-1]",
    ])
    func brokenEscapesAndIndexesAreRejected(text: String) {
        #expect(throws: AddressFault.self) { try Address(text) }
    }

    @Test func keysAreUnescaped() throws {
        #expect(try Address(#"t.n["\U0001F600\u00A0"]"#).key == .name("\u{1F600}\u{A0}"))
        #expect(try Address("t.n[-1]").key == .index(-1))
        #expect(try Address("t.n[\"$${a}\"]").key == .name("${a}"))
        #expect(try Address("t.n[\"\\u00e9\"]").key == .name("é"))
        #expect(try Address("t.n[12]").key == .index(12))
    }
}

@Suite struct PatternTests {
    static let table: [(pattern: String, address: String, matches: Bool)] = [
        ("aws_dynamodb_table.events", "aws_dynamodb_table.events", true),
        ("aws_dynamodb_table.events", "aws_dynamodb_table.events[0]", true),
        ("aws_dynamodb_table.events", "aws_dynamodb_table.events[\"eu\"]", true),
        ("aws_dynamodb_table.events[0]", "aws_dynamodb_table.events[1]", false),
        ("aws_dynamodb_table.events[0]", "aws_dynamodb_table.events", false),
        ("aws_dynamodb_table.events[*]", "aws_dynamodb_table.events[7]", true),
        ("aws_dynamodb_table.events", "aws_dynamodb_table.sessions", false),
        ("aws_lambda_*.*", "aws_lambda_permission.apigw", true),
        ("aws_lambda_*.*", "aws_lambda.apigw", false),
        ("*.*", "aws_iam_role.r", true),
        ("*.*", "data.aws_region.r", false),
        ("aws_iam_role.r", "module.a.aws_iam_role.r", true),
        ("module.a.aws_iam_role.r", "module.a.aws_iam_role.r", true),
        ("module.a.aws_iam_role.r", "module.b.aws_iam_role.r", false),
        ("module.a.aws_iam_role.r", "module.a.module.c.aws_iam_role.r", false),
        ("module.api[*].aws_*.*", "module.api[\"eu\"].aws_iam_role.r", true),
        ("module.api[\"eu\"].aws_*.*", "module.api[\"us\"].aws_iam_role.r", false),
        ("module.api.aws_*.*", "module.api[\"us\"].aws_iam_role.r", true),
        ("module.api", "module.api.module.x.aws_iam_role.r", true),
        ("module.api", "aws_iam_role.r", false),
        ("t.this[\"carts/*\"]", "t.this[\"carts/eu\"]", false),
        ("t.this[\"carts/*\"]", "t.this[\"carts/*\"]", true),
        ("aws_*_alarm.*err*", "aws_cloudwatch_metric_alarm.lambda_errors", true),
    ]

    @Test(arguments: table)
    func patternMatchesByTheGrammar(row: (pattern: String, address: String, matches: Bool)) throws {
        #expect(try Pattern(row.pattern).matches(Address(row.address)) == row.matches)
    }

    @Test func onlyPatternsWithoutWildcardsAreLiteral() throws {
        #expect(try Pattern("a.b[0]").literal == Address("a.b[0]"))
        #expect(try Pattern("a.*").literal == nil)
        #expect(try Pattern("module.a").literal == nil)
    }
}
