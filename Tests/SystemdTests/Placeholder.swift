import Testing

@Test func placeholderSystemd() { #expect(Bool(true)) }
