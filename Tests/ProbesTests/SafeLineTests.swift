import Testing

@testable import Probes

@Suite struct SafeLineTests {
    /// Texts with secrets, and what replaces them.
    static let secrets: [(String, String)] = [
        ("key AKIAIOSFODNN7EXAMPLE used", "key [redacted] used"),
        ("ASIAQWERTYUIOPASDFGH", "[redacted]"),
        (
            "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
            "aws_secret_access_key = [redacted]"
        ),
        (#"{"SecretAccessKey": "abc", "user": "kim"}"#, #"{"SecretAccessKey": [redacted], "user": "kim"}"#),
        (#"{\"password\":\"two words\",\"n\":1}"#, #"{\"password\":[redacted],\"n\":1}"#),
        ("password=hunter2 for kim", "password=[redacted] for kim"),
        ("PASSWORD: p@ss,word", "PASSWORD: [redacted]"),
        ("db_passwd => 'two words' ok", "db_passwd => [redacted] ok"),
        ("POST /login?token=abc.def-123&next=/home", "POST /login?token=[redacted]&next=/home"),
        ("Authorization: Bearer abc123", "Authorization: Bearer [redacted]"),
        ("sent Bearer dGhpc2lzYXRva2VuMTIz", "sent Bearer [redacted]"),
        ("the token is dGhpc2lzYXRva2VuMTIz now", "the token is [redacted] now"),
        ("jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln end", "jwt [redacted] end"),
        ("postgres://kim:hunter2@db.example:5432/x", "postgres://[redacted]@db.example:5432/x"),
        ("X-Amz-Signature=0123abcd&x=1", "X-Amz-Signature=[redacted]&x=1"),
        ("key wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY1 alone", "key [redacted] alone"),
        ("ghp_0123456789abcdef0123", "[redacted]"),
        ("-----BEGIN RSA PRIVATE KEY-----\nMIIE\nabc", "[redacted]"),
        ("api_key:\n  s3cr3t", "api_key: [redacted]"),
    ]

    @Test(arguments: secrets)
    func textThatLooksLikeACredentialIsRemoved(row: (String, String)) {
        #expect(SafeLine.of(row.0) == row.1)
    }

    /// What a person needs to see is not removed.
    @Test(arguments: [
        "[ERROR] KeyError: 'event_id' at /var/task/index.py line 12",
        "RequestId: 8f507cfc-xmpl-4697-b07a-ac58fc914c95 Task timed out after 30.03 seconds",
        "ResourceNotFoundException: arn:aws:dynamodb:us-east-1:123456789012:table/liveinsight-events-dev",
        "Error: token expired", "commit 0123456789abcdef0123456789abcdef01234567",
        "at /opt/nodejs/node_modules/aws-sdk/client-dynamodb/dist-cjs/protocols/index.js",
    ])
    func ordinaryTextIsKept(text: String) {
        #expect(SafeLine.of(text) == text)
    }

    @Test func resultIsOneShortLineWithoutControlCharacters() {
        #expect(
            SafeLine.of("\u{1B}[31mred\u{1B}[0m\r\n\tnext\u{0}\u{202E}line\u{2028}end")
                == "red next line end")
        let long = SafeLine.of(String(repeating: "word ", count: 200))
        #expect(long.count == SafeLine.longest && long.hasSuffix("…"))
        // A credential that is cut in two is not shown at all.
        let edge = String(repeating: "x ", count: 140) + "AKIAIOSFODNN7EXAMPLE"
        #expect(SafeLine.of(edge).hasSuffix("[redacted]"))
    }
}
