import Testing

@Test func placeholderSettings() { #expect(Bool(true)) }
