/// EventBridge, its scheduler and its pipes.
extension ResourceType {
    static let events = [
        eventRule, eventTarget, eventBus, eventPermission, eventArchive, eventConnection, eventAPIDestination,
        schedule, scheduleGroup, pipe,
    ]

    private static func events(
        _ operation: String, _ parameters: [String: Value], _ element: Element, _ states: [StateRule] = []
    ) -> Read {
        Read(
            .events, operation, .json("1.1", "AWSEvents", parameters), absent: ["ResourceNotFoundException"],
            element: element, states: states)
    }

    private static let bus = Value.first([.attribute("event_bus_name"), .text("default")])
    private static let name = Value.attribute("name")

    /// The rule of a bus with this name.
    private static func rule(_ name: Value) -> RightResource {
        .choice(
            bus, is: "default", .regional("events", "rule/\(name)"),
            otherwise: .regional("events", "rule/\(bus)/\(name)"))
    }

    private static let putTargets: [Right] = [
        "PutTargets", .passRole("role_arn", to: "events.amazonaws.com"),
    ]

    private static let passed = Right.passRole("target.role_arn", to: "scheduler.amazonaws.com")

    static let eventRule = ResourceType(
        "aws_cloudwatch_event_rule",
        read: events(
            "DescribeRule", ["Name": name, "EventBusName": bus], .one("", .equals("Name", name)),
            [
                StateRule(
                    "State", healthy: ["ENABLED", "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"],
                    words: ["DISABLED": "disabled"],
                    asWanted: .first([
                        .attribute("state"), .mapped(.attribute("is_enabled"), ["false": "DISABLED"]),
                    ]))
            ])
    )
    .granting(
        Rights(
            .events, on: .own("events:rule/", or: rule(name)), read: ["DescribeRule", "ListTagsForResource"],
            create: ["PutRule", .tagging("TagResource"), .passRole("role_arn", to: "events.amazonaws.com")],
            update: [
                "PutRule", "TagResource", "UntagResource",
                .passRole("role_arn", to: "events.amazonaws.com"),
            ], delete: ["DeleteRule"]))

    static let eventTarget = ResourceType(
        "aws_cloudwatch_event_target", arn: .another,
        read: events(
            "ListTargetsByRule", ["Rule": .attribute("rule"), "EventBusName": bus, "Limit": .number(100)],
            .listed("Targets", .equals("Id", .attribute("target_id"))))
    )
    .granting(
        Rights(
            .events, on: rule(.attribute("rule")), read: ["ListTargetsByRule"], create: putTargets,
            update: putTargets, delete: ["RemoveTargets"]))

    static let eventBus = ResourceType(
        "aws_cloudwatch_event_bus",
        read: events("DescribeEventBus", ["Name": .nameOrID], .one("", .equals("Name", .nameOrID)))
    )
    .granting(
        Rights(
            .events, on: .own("events:event-bus/", or: .regional("events", "event-bus/\(.nameOrID)")),
            read: ["DescribeEventBus", "ListTagsForResource"],
            create: ["CreateEventBus", .tagging("TagResource")],
            update: [
                "TagResource", "UntagResource",
                "UpdateEventBus",
            ], delete: ["DeleteEventBus"]))

    /// A statement of the bus's policy, which is a document within the response.
    static let eventPermission: ResourceType = {
        var read = events(
            "DescribeEventBus", ["Name": bus],
            .listed("Policy.Statement", .equals("Sid", .attribute("statement_id"))))
        read.documents = ["Policy"]
        return ResourceType("aws_cloudwatch_event_permission", read: read)
    }()

    static let eventArchive = ResourceType(
        "aws_cloudwatch_event_archive", data: .withoutBackups,
        read: events(
            "DescribeArchive", ["ArchiveName": name], .one("", .equals("ArchiveName", name)),
            [
                StateRule(
                    "State", healthy: ["ENABLED"], changing: ["CREATING", "UPDATING"],
                    unhealthy: ["DISABLED", "CREATE_FAILED", "UPDATE_FAILED"])
            ]))

    static let eventConnection = ResourceType(
        "aws_cloudwatch_event_connection",
        read: events(
            "DescribeConnection", ["Name": name], .one("", .equals("Name", name)),
            [
                StateRule(
                    "ConnectionState", healthy: ["AUTHORIZED", "ACTIVE"],
                    changing: ["CREATING", "UPDATING", "AUTHORIZING"],
                    unhealthy: ["DELETING", "DEAUTHORIZED", "DEAUTHORIZING", "FAILED_CONNECTIVITY"])
            ]))

    static let eventAPIDestination = ResourceType(
        "aws_cloudwatch_event_api_destination",
        read: events(
            "DescribeApiDestination", ["Name": name], .one("", .equals("Name", name)),
            [StateRule("ApiDestinationState", healthy: ["ACTIVE"], unhealthy: ["INACTIVE"])]))

    private static let group = Value.first([.attribute("group_name"), .text("default")])

    static let schedule = ResourceType(
        "aws_scheduler_schedule",
        read: Read(
            .scheduler, "GetSchedule", .get("/schedules/\(name)", ["groupName": group]),
            absent: ["ResourceNotFoundException"], element: .one("", .equals("Name", name)),
            states: [
                StateRule(
                    "State", healthy: ["ENABLED"], words: ["DISABLED": "disabled"],
                    asWanted: .attribute("state"))
            ])
    )
    .granting(
        Rights(
            .scheduler,
            on: .own("scheduler:schedule/", or: .regional("scheduler", "schedule/\(group)/\(name)")),
            read: ["GetSchedule"], create: ["CreateSchedule", passed], update: ["UpdateSchedule", passed],
            delete: ["DeleteSchedule"]))

    static let scheduleGroup = ResourceType(
        "aws_scheduler_schedule_group",
        read: Read(
            .scheduler, "GetScheduleGroup", .get("/schedule-groups/\(name)"),
            absent: ["ResourceNotFoundException"], element: .one("", .equals("Name", name)),
            states: [StateRule("State", healthy: ["ACTIVE"], unhealthy: ["DELETING"])])
    )
    .granting(
        Rights(
            .scheduler,
            on: .own("scheduler:schedule-group/", or: .regional("scheduler", "schedule-group/\(name)")),
            read: ["GetScheduleGroup", "ListTagsForResource"],
            create: ["CreateScheduleGroup", .tagging("TagResource")],
            update: ["TagResource", "UntagResource"], delete: ["DeleteScheduleGroup"]))

    static let pipe = ResourceType(
        "aws_pipes_pipe",
        read: Read(
            .pipes, "DescribePipe", .get("/v1/pipes/\(name)"), absent: ["NotFoundException"],
            element: .one("", .equals("Name", name)),
            states: [
                StateRule(
                    "CurrentState", healthy: ["RUNNING"], changing: ["CREATING", "UPDATING", "STARTING"],
                    unhealthy: [
                        "STOPPED", "STOPPING", "DELETING", "CREATE_FAILED", "UPDATE_FAILED", "START_FAILED",
                        "STOP_FAILED", "DELETE_FAILED", "CREATE_ROLLBACK_FAILED", "DELETE_ROLLBACK_FAILED",
                        "UPDATE_ROLLBACK_FAILED",
                    ], asWanted: .attribute("desired_state"))
            ]))
}
