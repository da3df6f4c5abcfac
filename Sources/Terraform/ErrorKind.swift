import Foundation

/// The kind of an error, from what proves it: a summary that only Terraform or the AWS provider writes, or a text of fixed form
/// in a place where people write nothing.
struct ErrorKind {
    /// In the order in which one counts, if a command ends with several errors.
    enum Kind: Int, Comparable {
        case state, lock, noProfile, stalePlan, notInitialised, noCredentials, credentials, unreachable, other

        static func < (left: Kind, right: Kind) -> Bool { left.rawValue < right.rawValue }
    }

    var kind: Kind
    /// The plain words for a person, without values.
    var words: String

    init(_ error: TerraformError) {
        switch error.origin {
        case .terraform: self.init(ofTerraform: error)
        case .provider(let address): self.init(ofProvider: error, address)
        case .backend: self.init(ofBackend: error.summary)
        case .program: self.init(.other, SaidText.of(error.summary))
        }
    }

    private init(_ kind: Kind, _ words: String) {
        (self.kind, self.words) = (kind, words)
    }

    private init(ofTerraform error: TerraformError) {
        words = ErrorSummary.shown(error.summary)
        if error.summary == Self.lock {
            kind = .lock
        } else if error.summary == StateFormatError.summary {
            kind = .state
        } else if error.summary == "Saved plan is stale" {
            kind = .stalePlan
        } else if Self.initialisation.contains(where: error.summary.hasPrefix) {
            kind = .notInitialised
        } else if let aws = Self.ofAWS(error, trustsDetail: false) {
            // The backend in S3 configures itself as the AWS provider does.
            (kind, words) = aws
        } else {
            kind = .other
        }
    }

    /// The AWS provider's own texts are known. Of others, only errors of the network are: they end with Go's words. What a
    /// program of people's own printed may end so too.
    private init(ofProvider error: TerraformError, _ address: String) {
        let head = ErrorSummary.shown(error.summary)
        (kind, words) = (.other, "\(head) (\(address))")
        if let aws = Self.ofAWS(error, trustsDetail: error.isOfAWS) {
            (kind, words) = (aws.kind, "\(aws.words) (\(address))")
        } else if !error.summary.hasPrefix("External Program"),
            let what = NetworkError.ending(error.detail.isEmpty ? error.summary : error.detail)
        {
            (kind, words) = (.unreachable, "\(head): \(what) (\(address))")
        }
    }

    /// The errors that the AWS provider and the S3 backend have in common (hashicorp/aws-sdk-go-base).
    private static func ofAWS(_ error: TerraformError, trustsDetail: Bool) -> (kind: Kind, words: String)? {
        let summary = error.summary
        let head = ErrorSummary.shown(summary)
        if summary.hasPrefix("failed to get shared config profile") { return (.noProfile, head) }
        let knows = configuration.first { summary.hasPrefix($0.summary) }
        let service =
            ServiceError(in: summary)
            ?? (trustsDetail || knows != nil ? ServiceError(in: error.detail) : nil)
        let words = service.map { "\(head): \($0.words)" } ?? head
        if let known = knows?.kind, service?.kind != .unreachable { return (known, words) }
        switch service?.kind {
        case .noCredentials: return (.noCredentials, words)
        case .credentials: return (.credentials, words)
        case .unreachable: return (.unreachable, words)
        case .other: return (.other, words)
        case nil: return nil
        }
    }

    private init(ofBackend text: String) {
        let said = text.trimmingCharacters(in: .whitespacesAndNewlines)
        // Behind an empty line Terraform explains what may be the reason.
        let first = said.firstRange(of: "\n\n").map { String(said[..<$0.lowerBound]) } ?? said
        if StateFormatError.isIn(said) {
            (kind, words) = (.state, "")
            return
        }
        if let service = ServiceError(in: said) {
            let isOld = ServiceError(in: first) != nil && !first.contains("operation error ")
            let own = first.firstRange(of: "operation error ").map { String(first[..<$0.lowerBound]) }
            let head = SaidText.of(isOld ? "" : own ?? first)
            words = head.isEmpty ? service.words : "\(head) \(service.words)"
            switch service.kind {
            case .noCredentials: kind = .noCredentials
            case .credentials: kind = .credentials
            case .unreachable: kind = .unreachable
            case .other: kind = .other
            }
            return
        }
        guard let what = NetworkError.ending(first) else {
            (kind, words) = (Self.kindOfBackend(first), SaidText.of(first))
            return
        }
        // The rest names a port of this machine, which is another one each time.
        let start = first.firstMatch(of: #/:? ?(?:(?:Get|Head|Post|Put|Delete) "|(?:dial|read|write) )/#)
        let head = SaidText.of(start.map { first[..<$0.range.lowerBound] } ?? "")
        (kind, words) = (.unreachable, head.isEmpty ? what : "\(head): \(what)")
    }

    /// The texts of the other backends (Terraform, `internal/backend/remote-state`).
    private static func kindOfBackend(_ said: String) -> Kind {
        if httpDenials.contains(said) { return .credentials }
        let status = said.firstMatch(
            of: /(?:Unexpected HTTP response code|googleapi: Error|unexpected status) (\d{3})\b/)
        switch status.flatMap({ Int($0.output.1) }) ?? 200 {
        case 401, 403: return .credentials
        case 429, 500...599: return .unreachable
        default: break
        }
        if said == "HTTP remote state internal server error" { return .unreachable }
        // The client of the HTTP backend repeats a request that is answered with 429 or 5xx, and says no more than this.
        return said.contains(#/ giving up after \d+ attempt\(s\)$/#) ? .unreachable : .other
    }

    private static let httpDenials: Set<String> = [
        "HTTP remote state endpoint requires auth", "HTTP remote state endpoint invalid auth",
    ]

    static let lock = "Error acquiring the state lock"

    /// Summaries of Terraform and OpenTofu if the directory was not initialised, or not since the code changed.
    private static let initialisation = [
        "Backend initialization required", "Cloud backend initialization required",
        "HCP Terraform initialization required",
        "HCP Terraform or Terraform Enterprise initialization required",
        "Terraform Cloud initialization required", "Required plugins are not installed",
        "Inconsistent dependency lock file", "Module not installed", "Module source has changed",
        "Module version requirements have changed", "Initialization required",
    ]

    /// Summaries about the credentials of a provider block or of the backend.
    private static let configuration: [(summary: String, kind: Kind)] = [
        ("No valid credential sources found", .noCredentials),
        ("error configuring S3 Backend: no valid credential sources", .noCredentials),
        ("configuring Terraform AWS Provider: no valid credential sources", .noCredentials),
        ("Cannot assume IAM Role", .credentials),
        ("validating provider credentials", .credentials),
        ("Retrieving AWS account details: validating provider credentials", .credentials),
        ("AWS account ID not allowed", .credentials),
    ]
}
