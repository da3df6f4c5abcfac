import Testing

@Test func placeholderTerraform() { #expect(Bool(true)) }
