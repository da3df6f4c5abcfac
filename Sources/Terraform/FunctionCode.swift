import Commands
public import Decisions
import Foundation

/// What a plan has of the code of one Lambda function.
public struct FunctionCode: Sendable, Equatable {
    /// What it will be after the apply; nil if that is not known yet, or for an image.
    public var runtime: String?
    public var handler: String?
    /// The path of the zip file in the state; nil if it has none, or if the function is new.
    public var filename: String?

    public init(runtime: String? = nil, handler: String? = nil, filename: String? = nil) {
        self.runtime = runtime
        self.handler = handler
        self.filename = filename
    }
}

extension Terraform {
    /// The code of the Lambda functions in a plan file. Of everything else in it nothing is kept.
    ///
    /// - Throws: a `TerraformFault`, also if the document is larger than 256 MB.
    public func functions(ofPlan file: String) async throws(TerraformFault) -> [Address: FunctionCode] {
        let result = try await run(.show(planFile: file), verb: "show", limit: 256 << 20)
        try expectSuccess(result, verb: "show")
        return try FunctionCode.parse(plan: result.output, stack: stack.name)
    }
}

extension FunctionCode {
    /// Parses the output of `terraform show -json PLANFILE`.
    static func parse(plan document: [UInt8], stack: String) throws(TerraformFault) -> [Address: FunctionCode]
    {
        let plan: PlanDocument
        do {
            plan = try JSONDecoder().decode(PlanDocument.self, from: Data(document))
        } catch {
            throw TerraformFault(
                .failed, "terraform show of \(stack) printed no plan that can be parsed")
        }
        var functions: [Address: FunctionCode] = [:]
        for resource in plan.resource_changes ?? [] where resource.counts {
            guard let address = try? Address(resource.address), address.type == PlaceholderSettings.type
            else { continue }
            let (before, after) = (resource.change.before, resource.change.after)
            functions[address] = FunctionCode(
                runtime: after?["runtime"]?.text, handler: after?["handler"]?.text,
                filename: before?["filename"]?.text)
        }
        return functions
    }
}

extension PlanValue {
    fileprivate var text: String? {
        if case .text(let text) = self, !text.isEmpty { return text }
        return nil
    }
}
