import Decisions
import Foundation
import Yams

/// Parses a configuration.
///
/// - Parameter sinks: the kinds of sinks that `notify:` accepts.
/// - Throws: all faults of the text, sorted by position.
public func parse(
    _ text: String, file: String, sinks: [SinkForm]
) throws(SettingsFaults) -> Configuration {
    try read(text, file: file, empty: "the file is empty; write at least 'stacks:'", sinks: sinks) {
        reader, root in
        reader.configuration(root, hash: fingerprint(text))
    }
}

/// Reads and parses a configuration file.
///
/// - Parameter sinks: the kinds of sinks that `notify:` accepts.
/// - Throws: all faults of the file, sorted by position; one fault if it cannot be read.
public func load(_ path: String, sinks: [SinkForm]) async throws(SettingsFaults) -> Configuration {
    try parse(try await text(of: path, option: "--config"), file: path, sinks: sinks)
}

/// Parses a scenario.
///
/// - Throws: all faults of the text, sorted by position.
public func parseScenario(_ text: String, file: String) throws(SettingsFaults) -> Scenario {
    try read(text, file: file, empty: "the file is empty; write at least 'lasts:' and 'events:'") {
        reader, root in reader.scenario(root)
    }
}

/// Reads and parses a scenario file.
public func loadScenario(_ path: String) async throws(SettingsFaults) -> Scenario {
    try parseScenario(try await text(of: path, option: "--scenario"), file: path)
}

private func read<Value>(
    _ text: String, file: String, empty: String, sinks: [SinkForm] = [],
    _ body: (inout YAMLReader, Node) -> Value?
) throws(SettingsFaults) -> Value {
    var reader = YAMLReader(file: file, sinkForms: sinks)
    let root: Node?
    do {
        // Only the text of a scalar is read. Yams's own rules for types are regular expressions that are tried on every key.
        root = try Yams.compose(yaml: text, .basic)
    } catch {
        throw SettingsFaults(faults: [brokenYAML(error, file: file)])
    }
    guard let root else {
        throw SettingsFaults(faults: [SettingsFault(file: file, line: 0, column: 0, message: empty)])
    }
    let value = body(&reader, root)
    guard reader.faults.isEmpty, let value else {
        throw SettingsFaults(
            faults: reader.faults.sorted {
                ($0.line, $0.column, $0.message) < ($1.line, $1.column, $1.message)
            })
    }
    return value
}

private func text(of path: String, option: String) async throws(SettingsFaults) -> String {
    let result = await withCheckedContinuation { continuation in
        DispatchQueue.global().async { continuation.resume(returning: contents(of: path, option)) }
    }
    return try result.get()
}

private let largest = 1 << 20
private let notReadable = "this user has no permission to read it; check its owner and mode, or use sudo"

private func contents(of path: String, _ option: String) -> Result<String, SettingsFaults> {
    func fault(_ message: String) -> Result<String, SettingsFaults> {
        .failure(SettingsFaults(faults: [SettingsFault(file: path, line: 0, column: 0, message: message)]))
    }
    // A file in a directory that this user may not search is not readable; only ENOENT and ENOTDIR mean that it does not exist.
    guard access(path, F_OK) == 0 else {
        guard errno == ENOENT || errno == ENOTDIR else { return fault(notReadable) }
        return fault("there is no such file; write it, or name another with \(option)")
    }
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFDIR else {
        return fault("this is a directory; name the file in it with \(option)")
    }
    guard let data = try? Data(contentsOf: URL(fileURLWithPath: path)) else {
        return fault(notReadable)
    }
    guard data.count <= largest else {
        return fault("it has \(data.count) bytes; at most \(largest) are read")
    }
    guard let text = String(data: data, encoding: .utf8) else { return fault("it is not UTF-8 text") }
    return .success(text)
}

private func brokenYAML(_ error: any Error, file: String) -> SettingsFault {
    func at(_ mark: Mark, _ message: String) -> SettingsFault {
        SettingsFault(file: file, line: mark.line, column: mark.column, message: message)
    }
    switch error as? YamlError {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
        .composer(_, let problem, let mark, _):
        return at(mark, "this is not valid YAML: \(problem)")
    case .duplicatedKeysInMapping(let duplicates, let context):
        let names = duplicates.sorted().joined(separator: ", ")
        return at(context.mark, "a mapping has duplicate keys: \(names); remove all but one")
    case .reader(let problem, let offset, _, _):
        return SettingsFault(
            file: file, line: 0, column: 0,
            message: "this is not valid YAML: \(problem) at byte \(offset ?? 0)")
    default:
        return SettingsFault(file: file, line: 0, column: 0, message: "this is not valid YAML")
    }
}

/// FNV-1a with 64 bits, computed twice with different initial values.
private func fingerprint(_ text: String) -> String {
    var (first, second): (UInt64, UInt64) = (0xcbf2_9ce4_8422_2325, 0x9e37_79b9_7f4a_7c15)
    for byte in text.utf8 {
        first = (first ^ UInt64(byte)) &* 0x100_0000_01b3
        second = (second ^ UInt64(byte)) &* 0x100_0000_01b3
    }
    return [first, second].map { value in
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
}
