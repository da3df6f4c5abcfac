/// Small states, and what Terraform does with each: rows for `StrictStateTests`.
enum StateStrictness {
    struct Row: Sendable, CustomStringConvertible {
        var name: String
        var bytes: [UInt8]
        /// Whether Terrier differs from Terraform here, and why; nil if it does the same.
        var difference: String?
        var description: String { name }

        init(_ name: String, _ bytes: [UInt8], difference: String? = nil) {
            (self.name, self.bytes, self.difference) = (name, bytes, difference)
        }

        init(_ name: String, _ text: String, difference: String? = nil) {
            self.init(name, Array(text.utf8), difference: difference)
        }
    }

    static let attributes = #""attributes":{"id":"a"}"#
    static let provider = #""provider":"provider[\"terraform.io/builtin/terraform\"]""#

    static func resource(
        _ instances: String..., name: String = "a", mode: String = "managed", more: String = ""
    ) -> String {
        let list = instances.map { "{\"schema_version\":0,\($0)}" }.joined(separator: ",")
        return """
            {"mode":"\(mode)","type":"terraform_data","name":"\(name)",\(provider)\(more),"instances":[\(list)]}
            """
    }

    static func state(_ resources: String..., head: String = whole, tail: String = "") -> String {
        "{\(head),\"resources\":[\(resources.joined(separator: ","))]\(tail)}"
    }

    static let whole = #""version":4,"terraform_version":"1.11.4","serial":3,"lineage":"l","outputs":{}"#
    static let good = state(resource(attributes))

    private static func replacing(_ old: String, _ new: String) -> String {
        good.replacing(old, with: new)
    }

    private static func instance(_ field: String) -> String { state(resource(field)) }

    private static let nul = [UInt8](repeating: 0, count: 9)

    static let encodings: [Row] = [
        Row("good", good),
        Row("byte order mark", [0xEF, 0xBB, 0xBF] + good.utf8),
        Row("UTF-16 with a mark", [0xFF, 0xFE] + good.utf8.flatMap { [$0, 0] }),
        Row("UTF-16, big-endian, with a mark", [0xFE, 0xFF] + good.utf8.flatMap { [0, $0] }),
        Row("UTF-16 without a mark", good.utf8.flatMap { [$0, 0] }),
        Row("UTF-16, big-endian, without a mark", good.utf8.flatMap { [0, $0] }),
        Row("lines that end with CRLF", good.replacing(",", with: ",\r\n")),
        Row("NULs in the middle", good.utf8.prefix(60) + nul + good.utf8.dropFirst(60)),
        Row("NULs in a string", replacing("\"id\":\"a\"", "\"id\":\"a\u{0}\"")),
        Row("NULs behind the end", good.utf8 + nul),
        Row("only NULs", nul),
        Row("twice", good + good),
        Row("a merge's mark behind it", good + "\n<<<<<<< HEAD\n"),
        Row("a form feed behind it", good + "\u{0C}"),
        Row("whitespace around it", " \r\n\t" + good + " \r\n\t"),
        Row("cut off", String(good.dropLast(5))),
        Row(
            "bytes that are not UTF-8",
            Array(instance(#""index_key":"k?","# + attributes).utf8).map {
                $0 == UInt8(ascii: "?") ? 0xE9 : $0
            }),
        Row("half of a surrogate pair", instance(#""index_key":"\ud800x","# + attributes)),
        Row("a comment", "// kept by hand\n" + good),
        Row("HTML", "<html>"),
        Row("whitespace only", " \n"),
        Row("an array", "[]"), Row("a string", "\"x\""), Row("null", "null"),
    ]

    static let syntax: [Row] = [
        Row("a comma behind the last member", String(good.dropLast()) + ",}"),
        Row("a number that begins with zero", instance(#""attributes":{"id":01}"#)),
        Row("a number without digits", instance(#""attributes":{"id":-}"#)),
        Row("an unknown escape", instance(#""attributes":{"id":"\q"}"#)),
        Row("a line feed in a string", instance("\"attributes\":{\"id\":\"\n\"}")),
        Row("9,000 levels", instance("\"attributes\":{\"x\":\(deep(9000))}")),
        Row("11,000 levels", instance("\"attributes\":{\"x\":\(deep(11000))}")),
        Row("an unknown field", String(good.dropLast()) + #","later":{"a":[1,{"b":null}]}}"#),
        Row(
            "names of fields in capitals",
            replacing("\"serial\"", "\"Serial\"").replacing("\"resources\"", with: "\"RESOURCES\"")),
        Row("the serial twice", replacing("\"serial\":3", "\"serial\":3,\"serial\":9")),
        Row(
            "the resources twice",
            state(resource(attributes), tail: ",\"resources\":[\(resource(attributes, name: "b"))]")),
        Row("the name twice", state(resource(attributes, more: #","name":"b""#))),
    ]

    private static func deep(_ levels: Int) -> String {
        String(repeating: "[", count: levels) + String(repeating: "]", count: levels)
    }

    static let fields: [Row] = [
        Row("version 4.0", replacing("\"version\":4", "\"version\":4.0")),
        Row("version 5", replacing("\"version\":4", "\"version\":5")),
        Row("version 0", replacing("\"version\":4", "\"version\":0")),
        Row("no version", replacing("\"version\":4,", "")),
        Row("serial 3.0", replacing("\"serial\":3", "\"serial\":3.0")),
        Row("serial -1", replacing("\"serial\":3", "\"serial\":-1")),
        Row("serial as text", replacing("\"serial\":3", "\"serial\":\"3\"")),
        Row("an odd terraform_version", replacing("1.11.4", "abc")),
        Row("an empty terraform_version", replacing("1.11.4", "")),
        Row("a later terraform_version", replacing("1.11.4", "v9.0.0-rc1+build.5")),
        Row("terraform_version 1..4", replacing("1.11.4", "1..4")),
        Row("outputs as a list", replacing("\"outputs\":{}", "\"outputs\":[]")),
        Row("check_results as an object", state(resource(attributes), tail: ",\"check_results\":{}")),
        Row("no check_results", state(resource(attributes), tail: ",\"check_results\":null")),
        Row("a resource that is null", state("null")),
        Row("a resource that is a number", state("1")),
        Row("another mode", state(resource(attributes, mode: "odd"))),
        Row("a data source", state(resource(attributes, mode: "data"))),
        Row("no instances", state(resource())),
        Row("another module", state(resource(attributes, more: #","module":"nonsense""#))),
        Row("a module", state(resource(attributes, more: #","module":"module.a[\"x\"].module.b[0]""#))),
        Row(
            "an old format", #"{"version":3,"serial":1,"lineage":"l","modules":[]}"#,
            difference: "only version 4 is read"),
        Row(
            "no lineage", replacing("\"lineage\":\"l\",", ""),
            difference: "a state without lineage is not believed"),
        Row(
            "no serial", replacing("\"serial\":3,", ""), difference: "a state without serial is not believed"),
        Row("no resources", "{\(whole)}", difference: "a state without resources is not believed"),
        Row(
            "an output of another type",
            state(head: whole.replacing("{}", with: #"{"a":{"value":[],"type":"string"}}"#)),
            difference: "outputs are not read"),
        Row(
            "another provider", state(resource(attributes).replacing(provider, with: #""provider":"p""#)),
            difference: "Terraform skips the resource"),
    ]

    static let instances: [Row] = [
        Row("an address twice", state(resource(attributes), resource(attributes))),
        Row(
            "a data source twice",
            state(resource(attributes, mode: "data"), resource(attributes, mode: "data"))),
        Row("an instance twice", state(resource(attributes, attributes))),
        Row("an index twice", state(resource("\"index_key\":1", "\"index_key\":1.0"))),
        Row("the index and the name 1", state(resource("\"index_key\":1", "\"index_key\":\"1\""))),
        Row(
            "one name in two normal forms",
            state(resource("\"index_key\":\"\u{E9}\"", "\"index_key\":\"e\u{301}\""))),
        Row("a deposed key twice", state(resource("\"deposed\":\"00000001\"", "\"deposed\":\"00000001\""))),
        Row(
            "two deposed objects",
            state(resource("\"deposed\":\"00000001\"", "\"deposed\":\"00000002\"", attributes))),
        Row("a deposed key that is too short", instance("\"deposed\":\"01\"")),
        Row("an empty deposed key", instance("\"deposed\":\"\"")),
        Row("index 1.0", instance("\"index_key\":1.0")), Row("index 1.5", instance("\"index_key\":1.5")),
        Row("index 1e2", instance("\"index_key\":1e2")), Row("index -1", instance("\"index_key\":-1")),
        Row("index null", instance("\"index_key\":null")), Row("index true", instance("\"index_key\":true")),
        Row("index 1e400", instance("\"index_key\":1e400")),
        Row("index 1e30", instance("\"index_key\":1e30"), difference: "it is no number of an instance"),
        Row("flat attributes", instance(#""attributes_flat":{"id":"a"}"#)),
        Row("a flat attribute that is a number", instance(#""attributes_flat":{"id":1}"#)),
        Row("attributes that are null", instance("\"attributes\":null")),
        Row(
            "attributes as a list", instance("\"attributes\":[]"),
            difference: "'state list' does not read them, a plan fails"),
        Row("an instance that is null", good.replacing("{\"schema_version\":0,\(attributes)}", with: "null")),
        Row("another status", instance("\"status\":\"odd\"")),
        Row("tainted", instance("\"status\":\"tainted\"")),
        Row("private data that is not base64", instance("\"private\":\"!!\"")),
        Row("private data", instance("\"private\":\"eyJ4IjoxfQ==\"")),
        Row("schema version -1", good.replacing("\"schema_version\":0", with: "\"schema_version\":-1")),
        Row("create_before_destroy as text", instance("\"create_before_destroy\":\"x\"")),
        Row("sensitive_attributes as an object", instance("\"sensitive_attributes\":{}")),
        Row("dependencies as text", instance("\"dependencies\":\"a.b\"")),
        Row(
            "a dependency that is no address", instance("\"dependencies\":[\"no address\"]"),
            difference: "it is skipped"),
    ]

    static let rows = encodings + syntax + fields + instances
}
