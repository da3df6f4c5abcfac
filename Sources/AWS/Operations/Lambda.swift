/// A function as Lambda describes it. Its environment and the location of its code are never decoded.
public struct FunctionDescription: Sendable, Equatable {
    /// `Active`, `Pending`, `Inactive`, `Failed`; nil if the response does not contain it.
    public var state: String?
    /// `Successful`, `InProgress`, `Failed`
    public var lastUpdateStatus: String?
    public var lastUpdateReasonCode: String?
}

extension AWSClient {
    /// Throws `notThere` if the function does not exist.
    public func getFunction(_ name: String, region: String) async throws(AWSFault) -> FunctionDescription {
        struct Answer: Decodable {
            struct Configuration: Decodable {
                var State: String?
                var LastUpdateStatus: String?
                var LastUpdateStatusReasonCode: String?
            }
            var Configuration: Configuration
        }
        let answer = try await get(
            .lambda, "GetFunction", "/2015-03-31/functions/\(Signer.encode(name))", region: region,
            as: Answer.self
        ).Configuration
        return FunctionDescription(
            state: answer.State, lastUpdateStatus: answer.LastUpdateStatus,
            lastUpdateReasonCode: answer.LastUpdateStatusReasonCode.flatMap {
                ServiceWord.isOne($0) ? $0 : nil
            }
        )
    }
}
