import Testing

@testable import Terraform

@Suite struct SaidTextTests {
    @Test(arguments: [
        ("Version could not be resolved", "Version could not be resolved"),
        ("https://kim:pass@h.example:8080/a/b?token=x#y end", "https://h.example:8080/a/b end"),
        ("\"https://kim:pa/ss@h.example/a\"", "\"…\""),
        ("GET http://h/a/0123456789abcdef0123", "GET http://h/a/…"),
        ("key=value token: abc secret abcdef-ghijkl", "… token: … secret …"),
        ("password:hunterhunter terraform:hunterhunter@tcp end", "… … end"),
        ("{\"password\":\"hunterhunter\"} end", "{\"…\"} end"),
        ("the token could not be found", "the token could not be found"),
        ("AKIAIOSFODNN7EXAMPLE and glpat-XyZ0123456789abcdef", "… and …"),
        ("버전이 설정되지 않았습니다", "버전이 설정되지 않았습니다"),
        ("a\u{202E}b\tc\n d", "a b c d"),
        ("", ""),
    ])
    func onlyPlainWordsAreRepeated(row: (text: String, said: String)) {
        #expect(SaidText.of(row.text) == row.said)
    }

    @Test func lengthIsBounded() {
        #expect(SaidText.of(String(repeating: "wordword ", count: 5000)).count <= SaidText.longest)
    }
}
