import Demo
import Foundation
import HTTP
import TestSupport
import Testing

@testable import AWS

@Suite struct CredentialSourceTests {
    /// The credentials that the chain returns for this environment and these files.
    private func resolve(
        _ environment: [String: String], profile: String? = nil, roleARN: String? = nil, config: String = "",
        credentials: String = "", endpoint: String? = nil
    ) async throws -> Credentials {
        try await Machine.withDirectory { directory in
            try config.write(toFile: directory + "/config", atomically: true, encoding: .utf8)
            try credentials.write(toFile: directory + "/credentials", atomically: true, encoding: .utf8)
            let all = [
                "AWS_CONFIG_FILE": directory + "/config",
                "AWS_SHARED_CREDENTIALS_FILE": directory + "/credentials",
                "AWS_EC2_METADATA_DISABLED": "true", "PATH": "/usr/bin:/bin", "HOME": directory,
            ].merging(environment) { _, given in given }
            return try await HTTPClient.with { http in
                let sources = CredentialSources(
                    settings: CredentialSettings(
                        profile: profile, roleARN: roleARN, region: "us-east-1", environment: all,
                        endpoint: endpoint),
                    http: http)
                return try await sources.resolve()
            }
        }
    }

    /// The fault's text; "none" if there is no fault.
    private func faultText(
        _ environment: [String: String] = [:], profile: String? = nil, config: String = "",
        credentials: String = ""
    ) async -> String {
        do {
            _ = try await resolve(environment, profile: profile, config: config, credentials: credentials)
            return "none"
        } catch {
            return "\(error)"
        }
    }

    let keys = ["AWS_ACCESS_KEY_ID": "ENV", "AWS_SECRET_ACCESS_KEY": "s", "AWS_SESSION_TOKEN": "t"]
    let files = """
        [default]
        aws_access_key_id = DEFAULT
        aws_secret_access_key = s
        # a comment
        [named]
        aws_access_key_id=NAMED ; and why
        aws_secret_access_key=s
        """

    @Test func environmentTakesPrecedenceOverFiles() async throws {
        #expect(try await resolve(keys, credentials: files).accessKeyID == "ENV")
        #expect(try await resolve([:], credentials: files).accessKeyID == "DEFAULT")
        #expect(try await resolve(["AWS_PROFILE": "named"], credentials: files).accessKeyID == "NAMED")
    }

    @Test func configuredProfileTakesPrecedenceOverEnvironment() async throws {
        #expect(try await resolve(keys, profile: "named", credentials: files).accessKeyID == "NAMED")
    }

    @Test func unitCredentialsDirectoryTakesPrecedenceOverFiles() async throws {
        try await Machine.withDirectory { directory in
            let text = "[default]\naws_access_key_id=UNIT\naws_secret_access_key=s\n"
            try text.write(toFile: directory + "/aws-credentials", atomically: true, encoding: .utf8)
            let found = try await resolve(["CREDENTIALS_DIRECTORY": directory], credentials: files)
            #expect(found.accessKeyID == "UNIT")
        }
    }

    @Test func missingUnitCredentialsAreReportedWithAdvice() async throws {
        try await Machine.withDirectory { directory in
            let unit = ["CREDENTIALS_DIRECTORY": directory]
            #expect(await faultText(unit).contains("that the unit names in LoadCredential=aws-credentials"))
            let text = "[liveinsight]\naws_access_key_id=UNIT\naws_secret_access_key=s\n"
            try text.write(toFile: directory + "/aws-credentials", atomically: true, encoding: .utf8)
            #expect(
                await faultText(unit).contains("give \(directory)/aws-credentials a section [default]"))
            #expect(await faultText().contains("AWS_ACCESS_KEY_ID"))
        }
    }

    @Test func credentialProcessRunsWithoutAShell() async throws {
        try await Machine.withDirectory { directory in
            let script = directory + "/give me"
            let text =
                "#!/bin/sh\necho '{\"Version\":1,\"AccessKeyId\":\"'$1'\",\"SecretAccessKey\":\"s\",\"Expiration\":\"2099-01-01T00:00:00Z\"}'\n"
            try text.write(toFile: script, atomically: true, encoding: .utf8)
            try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: script)
            let config = "[profile p]\ncredential_process = \"\(script)\" 'A $(id) B'\n"
            let found = try await resolve([:], profile: "p", config: config)
            #expect(found.accessKeyID == "A $(id) B")
            #expect(found.expiration != nil)
        }
    }

    @Test(.enabled(if: Requirement.has(.python), "needs python3"))
    func containerAndInstanceEndpointsGiveCredentials() async throws {
        try await FaultServer.with(.credentials) { server in
            let container = try await resolve([
                "AWS_CONTAINER_CREDENTIALS_FULL_URI": server.url + "/container",
                "AWS_CONTAINER_AUTHORIZATION_TOKEN": "let-me-in",
            ])
            #expect(container.accessKeyID == "AKIASERVED" && container.sessionToken == "t")
            let instance = try await resolve([
                "AWS_EC2_METADATA_DISABLED": "false", "AWS_EC2_METADATA_SERVICE_ENDPOINT": server.url,
            ])
            #expect(instance.accessKeyID == "AKIASERVED")
            #expect(server.requests.contains { $0["method"] as? String == "PUT" })
        }
    }

    @Test(.enabled(if: Requirement.has(.moto), "needs moto"))
    func rolesAreAssumedWithCredentialsOfTheChain() async throws {
        try await Machine.withEmulator { emulator, _ in
            let role = "arn:aws:iam::123456789012:role/terrier"
            let config = """
                [profile base]
                aws_access_key_id = BASE
                aws_secret_access_key = s
                [profile role]
                role_arn = \(role)
                source_profile = base
                [profile web]
                role_arn = \(role)
                web_identity_token_file = /etc/hostname
                """
            for profile in ["role", "web"] {
                let found = try await resolve(
                    [:], profile: profile, config: config, endpoint: emulator.endpoint)
                #expect(found.accessKeyID.hasPrefix("ASIA"), "\(profile)")
                #expect(found.sessionToken != nil && found.expiration != nil)
            }
            let onTop = try await resolve(keys, roleARN: role, endpoint: emulator.endpoint)
            #expect(onTop.accessKeyID.hasPrefix("ASIA"))
        }
    }

    @Test func faultsAreOneLineWithoutSecrets() async {
        #expect(await faultText().contains("none in the environment"))
        #expect(await faultText(["AWS_PROFILE": "x"]).contains("'x' of AWS_PROFILE"))
        #expect(await faultText(profile: "x").contains("no profile 'x'"))
        #expect(
            await faultText(
                profile: "a",
                config: "[profile a]\nrole_arn=r\nsource_profile=b\n[profile b]\nrole_arn=r\nsource_profile=a"
            ).contains("circle"))
        #expect(
            await faultText(profile: "a", config: "[profile a]\nsso_session=x").contains("single sign-on"))
        let half = await faultText(profile: "a", credentials: "[a]\naws_access_key_id=AKIASECRETISH")
        #expect(half.contains("lacks") && !half.contains("AKIASECRETISH"))
        #expect(!"\(Credentials(accessKeyID: "a", secretAccessKey: "hidden"))".contains("hidden"))
    }

    @Test(arguments: [
        ("https://anywhere.example/", true), ("http://127.0.0.1/", true), ("http://169.254.170.2/", true),
        ("http://example.com/", false), ("http://10.0.0.1/", false),
    ])
    func plainHTTPIsAllowedOnlyFromLocalAddresses(row: (String, Bool)) throws {
        let url = try #require(URL(string: row.0))
        #expect(ContainerEndpoint.isAllowed(scheme: url.scheme, host: url.host ?? "") == row.1)
    }

    @Test(arguments: [
        ("a b c", ["a", "b", "c"]), ("'a b' c", ["a b", "c"]), (#""a \"q\"" b\ c"#, [#"a "q""#, "b c"]),
        ("  ", []), ("''", [""]),
    ])
    func commandLineIsSplitAsByAShell(row: (String, [String])) {
        #expect(CredentialProcess.split(row.0) == row.1)
    }
}

@Suite struct CredentialChainTests {
    /// A source that returns the given results in order; the last one again and again.
    private actor Source {
        var answers: [Result<Credentials, AWSFault>]
        private(set) var calls = 0

        init(_ answers: [Result<Credentials, AWSFault>]) { self.answers = answers }

        func next() throws(AWSFault) -> Credentials {
            calls += 1
            return try (answers.count > 1 ? answers.removeFirst() : answers[0]).get()
        }
    }

    /// A clock that the test sets.
    private final class Clock: Sendable {
        private let time = LockedDate()
        var now: Date { time.value }
        func advance(_ seconds: TimeInterval) { time.advance(seconds) }
    }

    private final class LockedDate: @unchecked Sendable {
        private let lock = NSLock()
        private var date = Date(timeIntervalSince1970: 1_000_000)
        var value: Date { lock.withLock { date } }
        func advance(_ seconds: TimeInterval) { lock.withLock { date += seconds } }
    }

    private func credentials(_ id: String, after seconds: TimeInterval?) -> Credentials {
        Credentials(
            accessKeyID: id, secretAccessKey: "s",
            expiration: seconds.map { Date(timeIntervalSince1970: 1_000_000 + $0) })
    }

    private func chain(_ source: Source, _ clock: Clock) -> CredentialChain {
        CredentialChain(now: { clock.now }) { () throws(AWSFault) in try await source.next() }
    }

    @Test func credentialsAreRefreshedBeforeTheyExpire() async throws {
        let source = Source([
            .success(credentials("a", after: 3600)), .success(credentials("b", after: 7200)),
        ])
        let clock = Clock()
        let chain = chain(source, clock)
        #expect(try await chain.credentials().accessKeyID == "a")
        clock.advance(3000)
        #expect(try await chain.credentials().accessKeyID == "a")
        clock.advance(400)
        #expect(try await chain.credentials().accessKeyID == "b")
    }

    @Test func failedRefreshReturnsValidCredentialsAndIsRetried() async throws {
        let fault = AWSFault(.noCredentials, "x")
        let source = Source([
            .success(credentials("a", after: 600)), .failure(fault), .success(credentials("b", after: 9999)),
        ])
        let clock = Clock()
        let chain = chain(source, clock)
        _ = try await chain.credentials()
        clock.advance(400)
        #expect(try await chain.credentials().accessKeyID == "a")
        #expect(try await chain.credentials().accessKeyID == "a")
        #expect(await source.calls == 2)
        clock.advance(10)
        #expect(try await chain.credentials().accessKeyID == "b")
    }

    @Test func failureIsRetriedOnlyAfterABackoff() async throws {
        let fault = AWSFault(.noCredentials, "x")
        let source = Source([.failure(fault), .success(credentials("a", after: nil))])
        let clock = Clock()
        let chain = chain(source, clock)
        await #expect(throws: fault) { try await chain.credentials() }
        await #expect(throws: fault) { try await chain.credentials() }
        #expect(await source.calls == 1)
        clock.advance(6)
        #expect(try await chain.credentials().accessKeyID == "a")
    }

    @Test func longOperationGetsTheLongestValidCredentials() async throws {
        let source = Source([
            .success(credentials("a", after: 3600)), .success(credentials("b", after: 7200)),
            .success(credentials("b", after: 7200)),
        ])
        let clock = Clock()
        let chain = chain(source, clock)
        #expect(try await chain.credentials().accessKeyID == "a")
        clock.advance(2700)
        #expect(try await chain.credentials().accessKeyID == "a")
        #expect(try await chain.credentials(lasting: .seconds(1200)).accessKeyID == "b")
        #expect(try await chain.credentials().accessKeyID == "b")
        clock.advance(4000)
        #expect(try await chain.credentials(lasting: .seconds(1200)).accessKeyID == "b")
        #expect(await source.calls == 3)
    }

    @Test func clockSetBackDoesNotDelayARefresh() async throws {
        let source = Source([
            .failure(AWSFault(.noCredentials, "x")), .success(credentials("a", after: nil)),
            .success(credentials("b", after: nil)),
        ])
        let clock = Clock()
        let chain = chain(source, clock)
        await #expect(throws: AWSFault.self) { try await chain.credentials() }
        clock.advance(-9 * 3600)
        #expect(try await chain.credentials().accessKeyID == "a")
        #expect(try await chain.credentials().accessKeyID == "a")
        // Cached credentials are also read again, and not only when the clock reaches its old time again.
        clock.advance(-9 * 3600)
        #expect(try await chain.credentials().accessKeyID == "b")
    }

    @Test func concurrentCallersShareOneRefresh() async throws {
        let source = Source([.success(credentials("a", after: 9999))])
        let chain = chain(source, Clock())
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<50 { group.addTask { _ = try await chain.credentials() } }
            try await group.waitForAll()
        }
        #expect(await source.calls == 1)
    }
}
