/// ACM, CloudFront and WAF, "API Reference".
extension ResourceType {
    static let edge = [
        certificate, certificateValidation, distribution, originAccessIdentity.recorded, originAccessControl,
        cloudFrontFunction.recorded,
        cachePolicy.recorded, originRequestPolicy.recorded, responseHeadersPolicy.recorded, webACL,
        webACLAssociation, ipSet,
        regexPatternSet,
        ruleGroup,
    ]

    private static func certificate(_ name: String, _ arn: Value) -> ResourceType {
        ResourceType(
            name,
            read: Read(
                .acm, "DescribeCertificate", .json("1.1", "CertificateManager", ["CertificateArn": arn]),
                absent: ["ResourceNotFoundException"],
                element: .one("Certificate", .equals("CertificateArn", arn)),
                states: [
                    StateRule(
                        "Status", healthy: ["ISSUED"], changing: ["PENDING_VALIDATION"],
                        unhealthy: ["INACTIVE", "EXPIRED", "REVOKED"],
                        words: [
                            "VALIDATION_TIMED_OUT": "validation timed out",
                            "FAILED": "the certificate was not issued",
                        ], because: "FailureReason"),
                    // "RenewalSummary": without a person's help it ends.
                    StateRule(
                        "RenewalSummary.RenewalStatus", healthy: ["SUCCESS"],
                        changing: ["PENDING_AUTO_RENEWAL"],
                        words: [
                            "PENDING_VALIDATION": "its renewal waits for validation",
                            "FAILED": "its renewal failed",
                        ], whenAbsent: .healthy),
                    .lasts("NotAfter", days: 30),
                ]))
    }

    static let certificate = certificate("aws_acm_certificate", .attribute("arn", or: "id"))
        .granting(
            Rights(
                .acm,
                on: .renewed(.attribute("arn", or: "id"), "acm:certificate/", keeping: 1, isNamed: false),
                newID: true,
                read: ["DescribeCertificate", "ListTagsForCertificate"],
                create: [
                    .call("RequestCertificate").on(.all).when(
                        "ForAllValues:StringEquals", "acm:DomainNames", .attribute("domain_name"),
                        .optional(.attribute("subject_alternative_names"))),
                    .tagging("AddTagsToCertificate"),
                ],
                update: [
                    "AddTagsToCertificate", "RemoveTagsFromCertificate",
                    .call("UpdateCertificateOptions").because("the transparency logging changes"),
                ], delete: ["DeleteCertificate"], gaps: ["private_key", "certificate_authority_arn"]))
    static let certificateValidation = certificate(
        "aws_acm_certificate_validation", .attribute("certificate_arn")
    )
    .granting(
        Rights(
            .acm, on: .renewed(.attribute("certificate_arn"), "acm:certificate/", keeping: 1, isNamed: false),
            read: ["DescribeCertificate"]))

    private static func cloudFront(
        _ name: String, _ operation: String, _ path: PathTemplate, absent: String, _ root: String,
        _ states: [StateRule] = []
    ) -> ResourceType {
        ResourceType(
            name,
            read: Read(
                .cloudFront, operation, .getXML(path), absent: [absent],
                element: .one(root, .equals("Id", .id)),
                states: states))
    }

    static let distribution = cloudFront(
        "aws_cloudfront_distribution", "GetDistribution", "/2020-05-31/distribution/\(.id)",
        absent: "NoSuchDistribution",
        "",
        [
            StateRule("Status", healthy: ["Deployed"], changing: ["InProgress"]),
            StateRule(
                "DistributionConfig.Enabled", healthy: ["true"], words: ["false": "disabled"],
                whenAbsent: .healthy, asWanted: .attribute("enabled")),
        ])

    static let originAccessIdentity = cloudFront(
        "aws_cloudfront_origin_access_identity", "GetCloudFrontOriginAccessIdentity",
        "/2020-05-31/origin-access-identity/cloudfront/\(.id)",
        absent: "NoSuchCloudFrontOriginAccessIdentity", "")

    static let originAccessControl = cloudFront(
        "aws_cloudfront_origin_access_control", "GetOriginAccessControl",
        "/2020-05-31/origin-access-control/\(.id)",
        absent: "NoSuchOriginAccessControl", "")

    static let cachePolicy = cloudFront(
        "aws_cloudfront_cache_policy", "GetCachePolicy", "/2020-05-31/cache-policy/\(.id)",
        absent: "NoSuchCachePolicy", "")

    static let originRequestPolicy = cloudFront(
        "aws_cloudfront_origin_request_policy", "GetOriginRequestPolicy",
        "/2020-05-31/origin-request-policy/\(.id)",
        absent: "NoSuchOriginRequestPolicy", "")

    static let responseHeadersPolicy = cloudFront(
        "aws_cloudfront_response_headers_policy", "GetResponseHeadersPolicy",
        "/2020-05-31/response-headers-policy/\(.id)", absent: "NoSuchResponseHeadersPolicy", "")

    static let cloudFrontFunction = ResourceType(
        "aws_cloudfront_function",
        read: Read(
            .cloudFront, "DescribeFunction", .getXML("/2020-05-31/function/\(.nameOrID)/describe"),
            absent: ["NoSuchFunctionExists"], element: .one("", .equals("Name", .nameOrID))))

    private static func waf(_ name: String, _ operation: String, _ root: String) -> ResourceType {
        ResourceType(
            name,
            read: Read(
                .wafv2, operation,
                .json(
                    "1.1", "AWSWAF_20190729",
                    ["Name": .attribute("name"), "Scope": .attribute("scope"), "Id": .id]),
                absent: ["WAFNonexistentItemException"], element: .one(root, .equals("Id", .id))))
    }

    static let webACL = waf("aws_wafv2_web_acl", "GetWebACL", "WebACL")
    static let ipSet = waf("aws_wafv2_ip_set", "GetIPSet", "IPSet")
        .granting(
            Rights(
                .wafv2, on: .renewed(.arn, "wafv2:", keeping: 3), newID: true,
                read: ["GetIPSet", "ListTagsForResource"],
                create: ["CreateIPSet", .tagging("TagResource")],
                update: ["UpdateIPSet", "TagResource", "UntagResource"], delete: ["DeleteIPSet"]))
    static let regexPatternSet = waf("aws_wafv2_regex_pattern_set", "GetRegexPatternSet", "RegexPatternSet")
        .granting(
            Rights(
                .wafv2, on: .renewed(.arn, "wafv2:", keeping: 3), newID: true,
                read: ["GetRegexPatternSet", "ListTagsForResource"],
                create: ["CreateRegexPatternSet", .tagging("TagResource")],
                update: ["UpdateRegexPatternSet", "TagResource", "UntagResource"],
                delete: ["DeleteRegexPatternSet"]))
    static let ruleGroup = waf("aws_wafv2_rule_group", "GetRuleGroup", "RuleGroup")

    static let webACLAssociation = ResourceType(
        "aws_wafv2_web_acl_association",
        read: Read(
            .wafv2, "GetWebACLForResource",
            .json("1.1", "AWSWAF_20190729", ["ResourceArn": .attribute("resource_arn")]),
            absent: ["WAFNonexistentItemException"],
            element: .listed("WebACL", .equals("ARN", .attribute("web_acl_arn")))))
}
