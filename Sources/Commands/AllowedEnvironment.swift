/// The environment of child processes: the variables of the parent that an allow-list names, and explicit additions.
public enum AllowedEnvironment {
    /// The variables that a command line tool needs to run and to reach the network; none that could contain a secret or change
    /// what the tool does.
    public static let names: Set<String> = [
        "PATH", "HOME", "USER", "LOGNAME", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR",
        "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy",
        "SSL_CERT_FILE", "SSL_CERT_DIR", "AWS_CA_BUNDLE",
    ]

    /// The allowed variables of `parent`, with `additions`, which take precedence.
    public static func make(from parent: [String: String], adding additions: [String: String]) -> [String:
        String]
    {
        var environment = parent.filter { names.contains($0.key) }
        if environment["PATH"] == nil { environment["PATH"] = "/usr/local/bin:/usr/bin:/bin" }
        return environment.merging(additions) { _, added in added }
    }
}
