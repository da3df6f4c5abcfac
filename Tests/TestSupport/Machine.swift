public import Demo
import Foundation
public import HTTP

/// Paths, the environment and temporary directories of the machine that runs the tests.
public enum Machine {
    public static let environment = ProcessInfo.processInfo.environment

    /// The project's directory.
    public static let project = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

    /// The program under test.
    public static let terrier = built("terrier")

    /// The path of a program of this package, built together with the tests.
    public static func built(_ name: String) -> String {
        let built = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
        let candidates = [built.appendingPathComponent(name).path, project + "/.build/debug/" + name]
        return candidates.first { access($0, X_OK) == 0 } ?? candidates[1]
    }

    public static var moto: String? { Emulator.program(environment, in: project) }

    /// Creates a new directory for a test.
    public static func temporaryDirectory() throws -> String {
        let path = NSTemporaryDirectory() + "terrier-test-\(UInt64.random(in: 0...UInt64.max))"
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        return path
    }

    /// Runs a closure with a new directory, which is removed afterwards.
    public static func withDirectory<Value>(_ body: (String) async throws -> Value) async throws -> Value {
        let path = try temporaryDirectory()
        defer { try? FileManager.default.removeItem(atPath: path) }
        return try await body(path)
    }

    /// Runs a closure with a new emulated AWS, which is stopped afterwards.
    ///
    /// - Parameter severalAccounts: whether an assumed role is in the account of its ARN.
    public static func withEmulator<Value>(
        severalAccounts: Bool = false, _ body: (Emulator, HTTPClient) async throws -> Value
    ) async throws -> Value {
        guard let moto else { throw SupportFault("moto_server: not found; 'make test' installs it") }
        return try await HTTPClient.with { http in
            try await Emulator.with(
                moto, environment: environment, severalAccounts: severalAccounts, http: http,
                startsWithin: .seconds(240)
            ) { try await body($0, http) }
        }
    }
}
