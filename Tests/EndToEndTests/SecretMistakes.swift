import TestSupport

/// Configurations with secrets in wrong places, as people put them there by mistake.
enum SecretMistakes {
    /// One file with faults of every kind: each value is or contains a secret.
    static func everywhere(_ secrets: inout PlantedSecrets) -> String {
        let place = "configuration: value at a wrong place"
        func word() -> String { secrets.password(in: place) }
        return """
            interval: \(word())
            plan_every: 5 \(word())
            mode: \(word())
            ledger: \(word())
            repair_book: secrets/\(word())
            keep_readings: \(word())
            \(word()): true
            tokens_\(word()): 7
            host_budget: \(word()) per 1h
            escalation: [{after: \(word()), do: notify}, {after: 5m, do: \(word())}, {\(word()): 5m}]
            notify:
              - {webhook: "htps://hooks.example.com/\(word())", from: \(word())}
              - {webhook: "https://someone:\(word())@hooks.example.com/x"}
              - {webhook: "https://hooks.example.com/x", secret_credential: "whsec_/\(word())"}
              - {"https://hooks.example.com/\(word())": webhook}
              - {\(word()): webhook}
              - {sns: "arn:aws:sns:\(word())"}
              - {alertmanager: "http://127.0.0.1:9093/\(word())"}
              - {command: [\(word()), --stdin]}
              - {command: \(word())}
              - \(word())
              - {ping: \(word())}
            stacks:
              - name: "/\(word())"
                directory: \(word())
                account: \(word())
                region: \(word())
                role_arn: \(word())
                endpoint: "ftp://someone:\(word())@127.0.0.1"
                mode: \(word())
                workspace: [\(word())]
                environment: {AWS_SECRET_ACCESS_KEY: \(word()), TF_CLI_ARGS: \(word()), "LD_\(word())": x, x: [\(word())], AWS_\(word()): x}
                tiers: [{name: "\(word())!", addresses: ["\(word())", "a b \(word())", "a.b[\(word())"]}, {name: \(word()), \(word()): x}]
                endpoints:
                  - {name: one, url: "htp://example.com/?token=\(word())", method: \(word())}
                  - {name: two, url: "https://someone:\(word())@example.com", method: GET, origin: \(word())}
                  - {name: "\(word())?", url: "example.com/\(word())"}
                rules:
                  - {name: one, when: "\(word()) > 0"}
                  - {name: two, when: "\(word())"}
                  - {name: three, when: "resources.count > \(word())", for: \(word()), severity: \(word()), respond: \(word())}
                  - {name: four, when: "lambda.error_rate > 10%", at_least: \(word()), clear: \(word())}
                  - {name: five, when: "tier.\(word()).missing > 0"}
                  - {name: "\(word())#", when: "lock.age > \(word())", escalation: [{after: 0s, do: shed, tier: \(word())}]}
                guardrails:
                  protect: ["\(word())", \(word())]
                  destroy: \(word())
                  allow: {\(word()): [], create: ["\(word())"]}
                  budget: \(word())
                  stack_budget: 2 per \(word())
                  cooldown: \(word())
                  settle: \(word())
                  distrust: \(word())
                  mute_for: \(word())
                  timeout: \(word())
                  windows:
                    - {deny: "\(word())", timezone: "\(word())"}
                    - {allow: "\(word()) 18:00 - Mon 08:00", timezone: UTC}
                    - {allow: "Fri \(word()) - Mon 08:00", timezone: UTC}

            """
    }

    /// Texts that are not valid YAML, each for another reason.
    static func brokenYAML(_ secrets: inout PlantedSecrets) -> [String] {
        let place = "configuration: no YAML"
        func word() -> String { secrets.password(in: place) }
        let twice = word()
        return [
            "\(twice): 1\n\(twice): 2\n",
            "notify:\n  - {webhook: \"https://hooks.example.com/\(word())\n",
            "interval: *\(word())\n",
            "%\(word()) 1\n---\ninterval: 5m\n",
            "interval: !\(word())! 5m\n",
            "stacks: [\(word()), {\(word())\n",
            "\(word()): \(word()): \(word())\n",
            "\t\(word()): 1\n",
            "interval: @\(word())\n",
            "\(word())\n",
            "- \(word())\n",
            "interval: \"\\\(word())\"\n",
            "&\(word()) interval: 5m\n*\(word()): 5m\n",
        ]
    }

    /// For `terrier rehearse`.
    static func scenario(_ secrets: inout PlantedSecrets) -> String {
        let place = "configuration: value of a scenario at a wrong place"
        func word() -> String { secrets.password(in: place) }
        return """
            lasts: \(word())
            begins: \(word())
            events:
              - {at: \(word()), lose: [\(word())]}
              - {at: 1m, throttle: "\(word()) for 10m"}
              - {at: 1m, \(word()): 10m}
              - {at: 1m, error_rate: \(word())}
              - {at: 1m, clock: \(word())}
              - {at: 1m, flap: "\(word())"}

            """
    }

    /// Shared credentials files that cannot be used.
    static func credentials(_ secrets: inout PlantedSecrets) -> [String] {
        let place = "credentials: in a file with faults"
        func word() -> String { secrets.password(in: place) }
        return [
            "[default]\naws_secret_access_key = \(word())\n",
            "[default]\n\(word())\naws_access_key_id: \(word())\n",
            "\(word())\n[\(word())\n",
            "[default]\ncredential_process = /install/secrets/telling\n",
            "[default]\nsso_session = \(word())\n",
            "[default]\nrole_arn = \(word())\n",
            "[default]\nrole_arn = \(word())\nsource_profile = nobody\n",
        ]
    }

    /// A script for `credential_process` that prints more than credentials.
    static func credentialProcess(_ secrets: inout PlantedSecrets) -> String {
        let words = secrets.passwords(3, in: "credentials: printed by credential_process")
        return """
            #!/bin/sh
            echo '{"Version": 1, "SecretAccessKey": "\(words[0])", "Token": "\(words[1])"}'
            echo "\(words[2])" >&2

            """
    }
}
