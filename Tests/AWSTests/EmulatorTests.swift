import Commands
import Demo
import Foundation
import HTTP
import TestSupport
import Testing

@Suite(.enabled(if: Requirement.has(.moto, .python), "needs moto_server and python3")) struct EmulatorTests {
    /// The DynamoDB client of Terraform's AWS provider fails on a response whose body comes in a later segment than its headers,
    /// and then sends a create request again that was already carried out.
    @Test func responsesArriveInOneSegment() async throws {
        let parts = try await Machine.withEmulator { emulator, _ in
            let port = try #require(emulator.endpoint.split(separator: ":").last)
            let result = try await run(
                Command(
                    "python3", ["-c", Self.client, String(port)],
                    environment: AllowedEnvironment.make(from: Machine.environment, adding: [:]),
                    deadline: .seconds(240)))
            return String(decoding: result.output, as: UTF8.self)
        }
        #expect(parts == "50 of 50\n")
    }

    @Test func failedStartReportsTheReason() async throws {
        try await Machine.withDirectory { directory in
            let program = directory + "/moto_server"
            try "#!/bin/sh\necho 'No module named flask' >&2\nexit 1\n".write(
                toFile: program, atomically: true, encoding: .utf8)
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program)
            _ = await HTTPClient.with { http in
                await #expect {
                    try await Emulator.start(program, environment: Machine.environment, http: http)
                } throws: { error in
                    "\(error)".hasPrefix("moto_server did not start (No module named flask); run '\(program)")
                }
            }
        }
    }

    /// Counts the responses that arrive completely with the first read.
    private static let client = """
        import json, socket, sys
        body = json.dumps({"TableName": "none"}).encode()
        request = b"\\r\\n".join([
            b"POST / HTTP/1.1", b"Host: dynamodb.us-east-1.amazonaws.com", b"Content-Type: application/x-amz-json-1.0",
            b"X-Amz-Target: DynamoDB_20120810.DescribeTable", b"Content-Length: %d" % len(body), b"", body])
        whole = 0
        for _ in range(50):
            with socket.create_connection(("127.0.0.1", int(sys.argv[1]))) as connection:
                connection.sendall(request)
                head, _, rest = connection.recv(1 << 16).partition(b"\\r\\n\\r\\n")
                fields = dict(line.lower().split(b": ", 1) for line in head.split(b"\\r\\n")[1:])
                whole += len(rest) == int(fields[b"content-length"]) > 0
        print(whole, "of 50")
        """
}
