import Commands
import Foundation

/// `credential_process`: a command of the operator that prints credentials as JSON
/// (AWS SDKs and Tools Reference, "Process credential provider").
struct CredentialProcess: Sendable {
    var command: String
    var environment: [String: String]

    func credentials() async throws(AWSFault) -> Credentials {
        let words = Self.split(command)
        guard let program = words.first else { throw CredentialSources.none("credential_process is empty") }
        let result: CommandResult
        do {
            result = try await run(
                Command(
                    program, Array(words.dropFirst()),
                    environment: AllowedEnvironment.make(from: environment, adding: [:]),
                    deadline: .seconds(30),
                    grace: .seconds(2), limit: 64 << 10))
        } catch {
            throw CredentialSources.none("credential_process: \(error.description)")
        }
        guard result.succeeded else {
            throw CredentialSources.none("credential_process: \(program) failed; run it manually to see why")
        }
        guard let answer = try? JSONDecoder().decode(CredentialDocument.self, from: Data(result.output)),
            answer.Version == 1,
            let credentials = answer.credentials
        else {
            throw CredentialSources.none(
                "credential_process: \(program) did not print credentials in the format 'Version: 1'")
        }
        return credentials
    }

    /// Splits a command line into words as a shell does, with quotes and backslashes, but runs no shell.
    static func split(_ command: String) -> [String] {
        var words: [String] = []
        var word: String?
        var quote: Character?
        var escaped = false
        for character in command {
            if escaped {
                word = (word ?? "") + String(character)
                escaped = false
            } else if character == "\\", quote != "'" {
                escaped = true
            } else if let open = quote {
                if character == open { quote = nil } else { word = (word ?? "") + String(character) }
            } else if character == "\"" || character == "'" {
                quote = character
                word = word ?? ""
            } else if character.isWhitespace {
                if let done = word { words.append(done) }
                word = nil
            } else {
                word = (word ?? "") + String(character)
            }
        }
        if let done = word { words.append(done) }
        return words
    }
}

/// The JSON document in which processes, container endpoints and instance metadata return credentials.
struct CredentialDocument: Decodable {
    var Version: Int?
    var AccessKeyId: String?
    var SecretAccessKey: String?
    var SessionToken: String?
    var Token: String?
    var Expiration: String?

    var credentials: Credentials? {
        guard let id = AccessKeyId, let secret = SecretAccessKey, !id.isEmpty, !secret.isEmpty else {
            return nil
        }
        return Credentials(
            accessKeyID: id, secretAccessKey: secret, sessionToken: SessionToken ?? Token,
            expiration: Expiration.flatMap(ISO8601.date))
    }
}
