import Decisions
import Terraform

/// The code that answers 200 in place of functions: one zip file for all of them, since one variable names it.
struct PlaceholderCode: Equatable {
    /// The names that the handlers have in their files, by the path of the file.
    private var handlers: [Source: Set<String>] = [:]

    private struct Source: Hashable {
        var path: String
        var language: Language
    }

    private enum Language {
        case python
        case node

        init?(_ runtime: String) {
            if runtime.hasPrefix("python") {
                self = .python
            } else if runtime.hasPrefix("nodejs") {
                self = .node
            } else {
                return nil
            }
        }
    }

    /// The code for functions whose runtime and handler are not known yet, with which a plan can be made.
    static let unspecific: PlaceholderCode = {
        var code = PlaceholderCode()
        code.handlers[Source(path: "index.py", language: .python)] = ["handler"]
        code.handlers[Source(path: "index.js", language: .node)] = ["handler"]
        return code
    }()

    private init() {}

    /// - Throws: `ToolFault` with the function for which there is no placeholder, and why.
    init(_ functions: [Address: FunctionCode]) throws(ToolFault) {
        for (address, function) in functions.sorted(by: { $0.key < $1.key }) {
            guard let runtime = function.runtime else {
                throw ToolFault(.failed, "\(address) has no placeholder: the plan does not say its runtime")
            }
            guard let language = Language(runtime) else {
                throw ToolFault(
                    .failed,
                    "\(address) has no placeholder: its runtime is \(Self.shown(runtime)), and Terrier writes one for Python and Node.js only"
                )
            }
            guard let (source, name) = Self.place(of: function.handler ?? "", language) else {
                throw ToolFault(
                    .failed,
                    "\(address) has no placeholder: its handler is not written as in index.handler")
            }
            handlers[source, default: []].insert(name)
        }
    }

    /// `src/index.handler` in Python is the function `handler` in `src/index.py`; full stops in the path of a Python module are
    /// slashes (AWS Lambda, "Define Lambda function handler in Python", and "… in Node.js").
    private static func place(of handler: String, _ language: Language) -> (Source, String)? {
        guard handler.utf8.count <= 128, let stop = handler.lastIndex(of: ".") else { return nil }
        let (module, name) = (handler[..<stop], handler[handler.index(after: stop)...])
        let path = language == .python ? String(module).replacing(".", with: "/") : String(module)
        let segments = path.split(separator: "/", omittingEmptySubsequences: false)
        guard isWord(name, also: ""), segments.allSatisfy({ isWord($0, also: "-") }) else { return nil }
        switch language {
        case .python: return (Source(path: path + ".py", language: language), String(name))
        case .node: return (Source(path: path + ".js", language: language), String(name))
        }
    }

    private static func isWord(_ text: Substring, also more: String) -> Bool {
        !text.isEmpty && text.first?.isNumber == false
            && text.allSatisfy {
                $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || more.contains($0))
            }
    }

    /// A runtime is a word of AWS; anything else is not repeated.
    private static func shown(_ runtime: String) -> String {
        let isWord = runtime.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == ".") }
        return isWord && runtime.count <= 32 ? runtime : "unknown"
    }

    /// The zip file.
    var archive: [UInt8] {
        var files: [String: [UInt8]] = [:]
        for (source, names) in handlers {
            let parts = names.sorted().map { Self.function($0, source.language) }
            files[source.path] = Array((Self.note(source.language) + parts.joined(separator: "\n")).utf8)
        }
        return ZipArchive.make(files)
    }

    private static func note(_ language: Language) -> String {
        let mark = language == .python ? "#" : "//"
        return "\(mark) A placeholder that Terrier deployed while the function's own code is corrected.\n"
    }

    /// It logs nothing and looks at nothing of the event.
    private static func function(_ name: String, _ language: Language) -> String {
        let body = #"{"placeholder": true}"#
        switch language {
        case .python:
            return """
                def \(name)(event, context):
                    return {"statusCode": 200, "headers": {"Content-Type": "application/json"}, "body": '\(body)'}

                """
        case .node:
            return """
                exports.\(name) = async () => (
                  { statusCode: 200, headers: { "Content-Type": "application/json" }, body: '\(body)' }
                );

                """
        }
    }
}
