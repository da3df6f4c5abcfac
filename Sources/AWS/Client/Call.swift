import Catalogue

/// One call of one operation.
struct Call: Sendable {
    var service: AWSService
    var operation: String
    var region: String
    var method = "POST"
    var path = "/"
    var query = ""
    var headers: [(name: String, value: String)] = []
    var body: [UInt8] = []
    /// The error codes of this operation that say that the thing asked for is not there.
    var absent: Set<String> = []
    /// The largest response body, in bytes.
    var limit = 8 << 20
    /// Whether it is one of many reads, which wait for the rate of their service.
    var isPaced = false
}
