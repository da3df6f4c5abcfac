/// EC2, "Amazon EC2 API Reference": the query protocol; every list is asked for one id.
extension ResourceType {
    static let ec2 = [
        instance, volume, volumeAttachment, launchTemplate, keyPair, placementGroup.recorded, machineImage,
        snapshot,
        spotFleet.recorded,
    ]

    static func ec2(
        _ operation: String, _ parameters: [String: Value], absent: Set<String>, _ element: Element,
        _ states: [StateRule] = []
    ) -> Read {
        Read(.ec2, operation, .ec2(parameters), absent: absent, element: element, states: states)
    }

    static func state(
        _ path: String, healthy: Set<String>, changing: Set<String> = [], unhealthy: Set<String> = [],
        gone: Set<String> = []
    ) -> [StateRule] {
        [StateRule(path, healthy: healthy, changing: changing, unhealthy: unhealthy, gone: gone)]
    }

    /// A stopped instance serves nobody; one that is terminated is listed for an hour.
    static let instance = ResourceType(
        "aws_instance", data: .backedUp,
        read: ec2(
            "DescribeInstances", ["InstanceId.1": .id], absent: ["InvalidInstanceID.NotFound"],
            .listed("reservationSet.item.instancesSet.item", .equals("instanceId", .id)),
            state(
                "instanceState.name", healthy: ["running"], changing: ["pending"],
                unhealthy: ["stopped", "stopping"],
                gone: ["terminated", "shutting-down"])))

    static let volume = ResourceType(
        "aws_ebs_volume", data: .backedUp,
        read: ec2(
            "DescribeVolumes", ["VolumeId.1": .id], absent: ["InvalidVolume.NotFound"],
            .listed("volumeSet.item", .equals("volumeId", .id)),
            state(
                "status", healthy: ["available", "in-use"], changing: ["creating"], unhealthy: ["error"],
                gone: ["deleting", "deleted"]))
    )
    .granting(
        Rights(
            .ec2, on: .ec2("volume", .id), newID: true, read: [.describe("DescribeVolumes")],
            create: [.creation("CreateVolume").on(.ec2("volume", .id)), .ec2Tags(at: "CreateVolume")],
            update: ["CreateTags", "DeleteTags", "ModifyVolume"], delete: ["DeleteVolume"],
            gaps: ["snapshot_id", "kms_key_id"]))

    private static let attached = RightResource.ec2("instance", .attribute("instance_id"))

    static let volumeAttachment = ResourceType(
        "aws_volume_attachment",
        read: ec2(
            "DescribeVolumes", ["VolumeId.1": .attribute("volume_id")], absent: ["InvalidVolume.NotFound"],
            .listed("volumeSet.item.attachmentSet.item", .equals("instanceId", .attribute("instance_id"))),
            state(
                "status", healthy: ["attached"], changing: ["attaching"], unhealthy: ["busy"],
                gone: ["detaching", "detached"]))
    )
    .granting(
        Rights(
            .ec2, on: .ec2("volume", .attribute("volume_id")),
            read: [.describe("DescribeVolumes")],
            create: [
                .describe("DescribeInstances"),
                .call("AttachVolume").on(.ec2("volume", .attribute("volume_id")), attached),
            ],
            delete: [.call("DetachVolume").on(.ec2("volume", .attribute("volume_id")), attached)]))

    static let launchTemplate = ResourceType(
        "aws_launch_template",
        read: ec2(
            "DescribeLaunchTemplates", ["LaunchTemplateId.1": .id],
            absent: ["InvalidLaunchTemplateId.NotFound", "InvalidLaunchTemplateName.NotFoundException"],
            .listed("launchTemplates.item", .equals("launchTemplateId", .id)))
    )
    .granting(
        Rights(
            .ec2, on: .ec2("launch-template", .id), newID: true,
            read: [.describe("DescribeLaunchTemplates"), .describe("DescribeLaunchTemplateVersions")],
            create: [
                .creation("CreateLaunchTemplate").on(.ec2("launch-template", .id)),
                .ec2Tags(at: "CreateLaunchTemplate"),
            ],
            update: [
                "CreateTags", "DeleteTags", "CreateLaunchTemplateVersion",
                "ModifyLaunchTemplate",
            ], delete: ["DeleteLaunchTemplate"]))

    static let keyPair = ResourceType(
        "aws_key_pair",
        read: ec2(
            "DescribeKeyPairs", ["KeyName.1": .attribute("key_name", or: "id")],
            absent: ["InvalidKeyPair.NotFound"],
            .listed("keySet.item", .equals("keyName", .attribute("key_name", or: "id"))))
    )
    .granting(
        Rights(
            .ec2, on: .ec2("key-pair", .attribute("key_name", or: "id")),
            read: [.describe("DescribeKeyPairs")],
            create: [
                .creation("ImportKeyPair").on(.ec2("key-pair", .attribute("key_name", or: "id"))),
                .ec2Tags(at: "ImportKeyPair"),
            ],
            update: ["CreateTags", "DeleteTags"], delete: ["DeleteKeyPair"]))

    static let placementGroup = ResourceType(
        "aws_placement_group",
        read: ec2(
            "DescribePlacementGroups", ["GroupName.1": .nameOrID], absent: ["InvalidPlacementGroup.Unknown"],
            .listed("placementGroupSet.item", .equals("groupName", .nameOrID)),
            state("state", healthy: ["available"], changing: ["pending"], gone: ["deleting", "deleted"])))

    static let machineImage = ResourceType(
        "aws_ami", data: .irreplaceable,
        read: ec2(
            "DescribeImages", ["ImageId.1": .id],
            absent: ["InvalidAMIID.NotFound", "InvalidAMIID.Unavailable"],
            .listed("imagesSet.item", .equals("imageId", .id)),
            state(
                "imageState", healthy: ["available"], changing: ["pending", "transient"],
                unhealthy: ["failed", "error", "invalid", "disabled"], gone: ["deregistered"])))

    static let snapshot = ResourceType(
        "aws_ebs_snapshot", data: .irreplaceable,
        read: ec2(
            "DescribeSnapshots", ["SnapshotId.1": .id], absent: ["InvalidSnapshot.NotFound"],
            .listed("snapshotSet.item", .equals("snapshotId", .id)),
            state(
                "status", healthy: ["completed"], changing: ["pending", "recovering"],
                unhealthy: ["error", "recoverable"])))

    static let spotFleet = ResourceType(
        "aws_spot_fleet_request",
        read: ec2(
            "DescribeSpotFleetRequests", ["SpotFleetRequestId.1": .id],
            absent: ["InvalidSpotFleetRequestId.NotFound"],
            .listed("spotFleetRequestConfigSet.item", .equals("spotFleetRequestId", .id)),
            state(
                "spotFleetRequestState", healthy: ["active"], changing: ["submitted", "modifying"],
                unhealthy: ["failed"],
                gone: ["cancelled", "cancelled_running", "cancelled_terminating"])
                + [
                    StateRule(
                        "activityStatus", healthy: ["fulfilled"],
                        changing: ["pending_fulfillment", "pending_termination"], unhealthy: ["error"],
                        whenAbsent: .healthy)
                ]))
}

extension RightResource {
    /// `arn:PARTITION:ec2:REGION:ACCOUNT:KIND/ID`
    static func ec2(_ kind: String, _ id: Value = .id) -> RightResource {
        .regional("ec2", "\(.text(kind))/\(id)")
    }
}

extension Right {
    /// A call that lists, which takes no resource.
    static func describe(_ operation: String) -> Right { .call(operation).on(.all) }

    /// Tags that are set by the call that creates a thing (EC2, "Grant permission to tag Amazon EC2 resources during creation").
    static func ec2Tags(at creation: String) -> Right {
        .tagging("CreateTags").onlyAt(creation: creation)
    }
}
