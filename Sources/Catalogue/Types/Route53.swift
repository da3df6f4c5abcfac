/// Route 53, "API Reference": REST, XML, one endpoint for a partition.
extension ResourceType {
    static let route53 = [hostedZone, dnsRecord, healthCheck, queryLog.recorded]

    private static func route53(
        _ operation: String, _ path: PathTemplate, query parameters: [String: Value] = [:],
        absent: Set<String>,
        _ element: Element, _ states: [StateRule] = []
    ) -> Read {
        Read(
            .route53, operation, .getXML(path, parameters), absent: absent, element: element, states: states)
    }

    private static let zone = Value.attribute("zone_id", or: "id")

    /// The id of a change is new each time.
    private static let wait = Right.call("GetChange").on(.bare("route53", "change/*"))

    /// Only the record's own name: the right on a zone alone would allow every record in it (Route 53, "Using IAM policy
    /// conditions for fine-grained access control").
    private static let change = Right.call("ChangeResourceRecordSets").whenDomain(
        "route53:ChangeResourceRecordSetsNormalizedRecordNames", .attribute("fqdn"))

    static let hostedZone = ResourceType(
        "aws_route53_zone",
        read: route53(
            "GetHostedZone", "/2013-04-01/hostedzone/\(zone)", absent: ["NoSuchHostedZone"],
            .one("HostedZone", .lastPart(of: "Id", behind: "/", zone)))
    )
    .granting(
        Rights(
            .route53, on: .bare("route53", "hostedzone/\(zone)"), newID: true,
            read: ["GetHostedZone", "ListTagsForResource"],
            create: [.call("CreateHostedZone").on(.all)],
            update: ["UpdateHostedZoneComment", "ChangeTagsForResource"], delete: ["DeleteHostedZone", wait]))

    /// Listed from its own name and type on. Names come back with a final dot and escapes, so the state's `fqdn` is compared
    /// as `RecordReader` writes it.
    static let dnsRecord = ResourceType(
        "aws_route53_record",
        read: route53(
            "ListResourceRecordSets", "/2013-04-01/hostedzone/\(.attribute("zone_id"))/rrset",
            query: [
                "name": .attribute("fqdn", or: "name"), "type": .attribute("type"), "maxitems": .number(100),
            ],
            absent: ["NoSuchHostedZone"],
            .listed(
                "ResourceRecordSets.ResourceRecordSet", .domain("Name", .attribute("fqdn", or: "name")),
                .equals("Type", .attribute("type")),
                .ifStateHas("SetIdentifier", .attribute("set_identifier"))))
    )
    .granting(
        Rights(
            .route53, on: .bare("route53", "hostedzone/\(.attribute("zone_id"))"),
            read: ["GetHostedZone", "ListResourceRecordSets"],
            create: [change, wait], update: [change, wait], delete: [change, wait]))

    static let healthCheck = ResourceType(
        "aws_route53_health_check",
        read: route53(
            "GetHealthCheck", "/2013-04-01/healthcheck/\(.id)", absent: ["NoSuchHealthCheck"],
            .one("HealthCheck", .equals("Id", .id)),
            [
                StateRule(
                    "HealthCheckConfig.Disabled", healthy: ["false"], words: ["true": "disabled"],
                    whenAbsent: .healthy, asWanted: .attribute("disabled"))
            ]))

    static let queryLog = ResourceType(
        "aws_route53_query_log",
        read: route53(
            "GetQueryLoggingConfig", "/2013-04-01/queryloggingconfig/\(.id)",
            absent: ["NoSuchQueryLoggingConfig"],
            .one("QueryLoggingConfig", .equals("Id", .id))))
}
