public import Settings

/// `webhook:`, a URL that gets notices in the Standard Webhooks form.
enum WebhookSink: SinkKind {
    /// The key that names the file with the signing secret in the credentials directory.
    private static let credential = "secret_credential"

    static let form = SinkForm(
        "webhook",
        options: [
            .init(credential, misplaced: "\(credential) is for webhooks only; remove it")
        ]
    ) { entry in
        let secret = entry.value(of: credential).flatMap { credentialName($0, &entry) }
        return entry.url(entry.target).map { .webhook(url: $0, secretCredential: secret) }
    }

    /// The name of a file in the credentials directory.
    private static func credentialName(_ value: SinkEntry.Value, _ entry: inout SinkEntry) -> String? {
        guard let name = entry.text(value) else { return nil }
        let allowed = name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) }
        guard allowed, !name.hasPrefix("."), name.count <= 255 else {
            entry.fault(
                value,
                "secret_credential is the bare name of a file that LoadCredential= provides; write it as in webhook-secret"
            )
            return nil
        }
        return name
    }

    static func place(_ target: SinkTarget) -> String { Sink.host(target.address) }

    static func noticeSender(_ sink: Sink, _ tools: SenderTools) -> (any NoticeSender)? {
        Webhook(url: sink.target.address, secret: secret(sink.target, tools), http: tools.http)
    }

    private static func secret(_ target: SinkTarget, _ tools: SenderTools) -> WebhookSecret? {
        target.options[credential].map {
            WebhookSecret(name: $0, directory: tools.environment["CREDENTIALS_DIRECTORY"])
        }
    }

    static func missingCredential(_ target: SinkTarget, _ tools: SenderTools) async -> MissingCredential? {
        do throws(MissingCredential) {
            _ = try await secret(target, tools)?.keys()
            return nil
        } catch {
            return error
        }
    }
}

extension SinkTarget {
    /// - Parameter secretCredential: the file with the signing secret in the credentials directory; nil means unsigned.
    public static func webhook(url: String, secretCredential: String?) -> SinkTarget {
        SinkTarget(
            WebhookSink.form.key, [url], options: secretCredential.map { ["secret_credential": $0] } ?? [:])
    }
}
