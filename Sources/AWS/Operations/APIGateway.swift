extension AWSClient {
    /// Succeeds if the REST API exists; throws `notThere` if it does not.
    public func getRestApi(_ id: String, region: String) async throws(AWSFault) {
        struct Answer: Decodable { var id: String }
        _ = try await get(
            .apigateway, "GetRestApi", "/restapis/\(Signer.encode(id))", region: region, as: Answer.self)
    }

    /// Succeeds if the stage exists; throws `notThere` if the API or the stage does not.
    public func getStage(api: String, stage: String, region: String) async throws(AWSFault) {
        struct Answer: Decodable { var stageName: String }
        _ = try await get(
            .apigateway, "GetStage", "/restapis/\(Signer.encode(api))/stages/\(Signer.encode(stage))",
            region: region,
            as: Answer.self)
    }
}
