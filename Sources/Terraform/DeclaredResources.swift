public import Decisions
import Foundation

extension RootModule {
    /// Of these addresses, those that the code of the directory does not have, as far as it can be read without Terraform: of a
    /// resource in a module, only whether the root module calls a module of this name.
    ///
    /// - Returns: nil if the code cannot be read.
    public static func notInCode(_ addresses: [Address], in directory: String) -> [Address]? {
        var (resources, modules): (Set<String>, Set<String>) = ([], [])
        let isRead = readCode(in: directory) { file in
            switch file {
            case .code(let text):
                resources.formUnion(resourcesInCode(text))
                modules.formUnion(modulesInCode(text))
            case .json(let object):
                modules.formUnion(inJSON(object["module"]))
                for types in objects(object["resource"]) {
                    for (type, names) in types { resources.formUnion(inJSON(names).map { "\(type).\($0)" }) }
                }
            }
        }
        guard isRead else { return nil }
        return addresses.filter { address in
            if let module = address.modules.first { return !modules.contains(module.name) }
            return !resources.contains("\(address.type).\(address.name)")
        }
    }

    /// A block in a comment counts too: Terraform says so itself if it is not there.
    private static func resourcesInCode(_ text: String) -> [String] {
        let block =
            /(?m)^\s*resource\s+"?([A-Za-z_][A-Za-z0-9_-]*)"?\s+"?([A-Za-z_][A-Za-z0-9_-]*)"?\s*\{/
        return text.matches(of: block).map { "\($0.1).\($0.2)" }
    }

    private static func modulesInCode(_ text: String) -> [String] {
        text.matches(of: /(?m)^\s*module\s+"?([A-Za-z_][A-Za-z0-9_-]*)"?\s*\{/).map { String($0.1) }
    }

    /// One object, or a list of them.
    private static func objects(_ value: Any?) -> [[String: Any]] {
        if let object = value as? [String: Any] { return [object] }
        return value as? [[String: Any]] ?? []
    }
}
