import Decisions
import Yams

extension YAMLReader {
    private static let stackKeys = [
        "name", "directory", "workspace", "var_files", "account", "region", "profile", "role_arn",
        "providers",
        "binary",
        "endpoint",
        "environment", "mode", "tiers", "endpoints", "rules", "escalation", "guardrails",
        "placeholder", "open_cors", "keep_snapshots", "commands",
    ]

    /// What a stack takes from the whole configuration if it sets no value itself.
    struct StackDefaults {
        var mode: Mode
        var ladder: Ladder
        var hostBudget: GuardrailSettings.Budget
        var retention: SnapshotRetention
    }

    mutating func stack(_ node: Node, _ defaults: StackDefaults) -> StackSettings? {
        guard let table = table(node, "a stack", keys: Self.stackKeys) else { return nil }
        let name = name(table)
        let mode = table["mode"].flatMap { choice($0, "mode", Mode.self) } ?? defaults.mode
        let directory = required(table, "directory").flatMap { absolute($0, "directory") }
        let account = table["account"].flatMap { self.account($0) }
        let region = table["region"].flatMap { self.region($0) }
        if mode == .act {
            if table["account"] == nil {
                fault(
                    node,
                    "a stack in mode act needs 'account:', the twelve-digit account that its credentials must belong to"
                )
            }
            if table["region"] == nil { fault(node, "a stack in mode act needs 'region:'") }
        }
        let profile = table["profile"].flatMap { text($0, "profile") }
        let providers =
            table["providers"].map { self.providers($0, stackAccount: account, stackProfile: profile) } ?? []
        let (tiers, positions) = table["tiers"].map { self.tiers($0) } ?? ([], TierPositions())
        let keys = Set(["placeholder", "open_cors"].filter { table[$0] != nil })
        let commands = table["commands"].map { self.commands($0) } ?? []
        commandNames = commands.map(\.name)
        let rules = table["rules"].map { self.rules($0, tiers: tiers, present: keys) } ?? []
        let ladder = table["escalation"].flatMap { escalation($0, tiers: tiers) } ?? defaults.ladder
        var (guardrails, windows) =
            table["guardrails"].map { self.guardrails($0) } ?? (GuardrailSettings(), MaintenanceWindows())
        guardrails.hostBudget = defaults.hostBudget
        let endpoints = table["endpoints"].map { self.endpoints($0) } ?? []
        let placeholder = table["placeholder"].flatMap { self.placeholder($0) }
        let openCORS = table["open_cors"].flatMap { self.openCORS($0, endpoints) }
        guard let name, let directory else { return nil }
        var policy = Policy(
            stack: name, mode: mode, rules: rules, tiers: tiers, guardrails: guardrails, ladder: ladder)
        policy.placeholder = placeholder
        policy.openCORS = openCORS
        policy.commands = commands
        return StackSettings(
            name: name, directory: directory,
            workspace: table["workspace"].flatMap { text($0, "workspace") } ?? "default",
            varFiles: table["var_files"].map { texts($0, "var_files").map(\.1) } ?? [],
            account: account, region: region, profile: profile,
            roleARN: table["role_arn"].flatMap { roleARN($0) }, providers: providers,
            binary: table["binary"].flatMap { text($0, "binary") } ?? "terraform",
            endpoint: table["endpoint"].flatMap { url($0, "endpoint") },
            environment: table["environment"].map { environment($0) } ?? [:],
            endpoints: endpoints, windows: windows, policy: policy,
            positions: positions,
            keepSnapshots: table["keep_snapshots"].flatMap { retention($0) } ?? defaults.retention)
    }

    mutating func required(_ table: CheckedMapping, _ key: String) -> Node? {
        if let node = table[key] { return node }
        if !table.misspelled.contains(key) {
            fault(table.key(key) ?? table.node, "\(table.what) lacks '\(key)'; add it")
        }
        return nil
    }

    /// Names are used in file names, journal fields and signal names.
    mutating func name(_ table: CheckedMapping) -> String? {
        guard let node = required(table, "name"), let name = text(node, "name") else { return nil }
        let allowed = name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") }
        guard allowed, name.count <= 64 else {
            fault(
                node,
                "the name '\(name)' is not valid; use at most 64 letters, digits, '-' and '_'")
            return nil
        }
        return name
    }

    mutating func account(_ node: Node) -> String? {
        guard let account = text(node, "account") else { return nil }
        guard account.count == 12, account.allSatisfy({ $0.isASCII && $0.isNumber }) else {
            fault(
                node,
                "the account '\(account)' is not twelve digits; write it in quotes, as in \"123456789012\"")
            return nil
        }
        return account
    }

    mutating func region(_ node: Node) -> String? {
        guard let region = text(node, "region") else { return nil }
        let parts = region.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count >= 3, parts.dropLast().allSatisfy({ !$0.isEmpty && $0.allSatisfy(\.isLetter) }),
            parts.last?.allSatisfy(\.isNumber) == true, parts.last?.isEmpty == false
        else {
            fault(node, "the region '\(region)' is not a region's name; write it as in ap-northeast-2")
            return nil
        }
        return region
    }

    mutating func roleARN(_ node: Node) -> String? {
        guard let arn = text(node, "role_arn") else { return nil }
        let parts = arn.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0] == "arn", parts[2] == "iam", parts[5].hasPrefix("role/") else {
            fault(node, "role_arn is not a role's ARN; write it as in arn:aws:iam::123456789012:role/terrier")
            return nil
        }
        return arn
    }

    /// Reads a URL. Faults print no part of it, because a path or a query may be a token.
    mutating func url(_ node: Node, _ what: String) -> String? {
        guard let url = text(node, what) else { return nil }
        let rest =
            url.hasPrefix("https://") ? url.dropFirst(8) : url.hasPrefix("http://") ? url.dropFirst(7) : ""
        guard let first = rest.first, first != "/", !rest.contains(" ") else {
            fault(node, "\(what) is not a URL; it begins with http:// or https:// and names a host")
            return nil
        }
        guard !rest.prefix(while: { !"/?#".contains($0) }).contains("@") else {
            fault(node, "\(what) contains a user name or a password; write no credentials in this file")
            return nil
        }
        return url
    }

    /// The variables that are added to Terraform's environment. Faults print keys, never values.
    ///
    /// - Parameter forbidden: why a name must not be set; nil if it may be.
    mutating func environment(
        _ node: Node, forbidden: (_ name: String) -> String? = Self.forbidden
    ) -> [String: String] {
        guard case .mapping(let mapping) = node else {
            fault(node, "environment is not a mapping; write 'NAME: value' lines")
            return [:]
        }
        var environment: [String: String] = [:]
        for (key, value) in mapping {
            guard let name = key.string, let text = value.scalar?.string else {
                fault(key, "an entry of environment is not 'NAME: value'")
                continue
            }
            if let why = forbidden(name) {
                fault(key, "environment must not set \(name): \(why)")
            } else {
                environment[name] = text
            }
        }
        return environment
    }

    private static func forbidden(_ name: String) -> String? {
        switch name {
        case "TF_WORKSPACE": return "set 'workspace:'"
        case "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN":
            return "write no credentials in this file; set 'profile:' or 'role_arn:'"
        case "AWS_PROFILE": return "set 'profile:', so that Terrier and Terraform have the same identity"
        case "AWS_SHARED_CREDENTIALS_FILE":
            return "Terrier gives Terraform a credentials file of its own; set 'profile:'"
        case "AWS_CA_BUNDLE": return nil
        case _ where name.hasPrefix("AWS_"):
            return
                "it could send Terraform to another account or region; set 'profile:', 'role_arn:', 'region:' or 'endpoint:'"
        case _ where name.hasPrefix("TF_CLI_ARGS"):
            return "it would change the commands with which Terrier inspects and applies a repair"
        case _ where name.hasPrefix("LD_"): return "it would change what Terraform runs"
        default: return nil
        }
    }

    private mutating func endpoints(_ node: Node) -> [Endpoint] {
        var names: Set<String> = []
        return list(node, "endpoints").compactMap { item in
            guard let table = table(item, "an endpoint", keys: ["name", "url", "method", "origin"]) else {
                return nil
            }
            let name = name(table)
            let url = required(table, "url").flatMap { self.url($0, "url") }
            let origin = table["origin"].flatMap { text($0, "origin") }
            let method = table["method"].flatMap { text($0, "method") } ?? "GET"
            if !["GET", "HEAD", "OPTIONS"].contains(method) {
                fault(table["method"], "the method '\(method)' is not supported; write GET, HEAD or OPTIONS")
            }
            if origin != nil, method != "OPTIONS" {
                fault(table["origin"], "an origin is only for a preflight request; add 'method: OPTIONS'")
            }
            guard let name, let url else { return nil }
            if !names.insert(name).inserted { fault(item, "two endpoints are named '\(name)'") }
            return Endpoint(name: name, url: url, method: method, origin: origin)
        }
    }
}
