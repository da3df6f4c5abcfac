import Catalogue
import Decisions
import Terraform

/// What Terrier itself calls, besides the direct reads of the resources in the state; and how the provider finds out which
/// account it works in.
enum TerrierCalls {
    /// The calls of every cycle, and before every repair.
    static func always(_ location: ARNLocation) -> [Grant] {
        Grant.reads("sts:GetCallerIdentity", on: "*")
            // A provider with `skip_credentials_validation` calls this for the caller itself, and for no other user.
            + Grant.reads("iam:GetUser", on: location.global("iam", "user/${aws:username}"))
    }

    /// For rates and costs. CloudWatch accepts nothing narrower than all metrics.
    static let metrics = Grant.reads("cloudwatch:GetMetricData", on: "*")

    /// Who removed what is missing. CloudTrail accepts nothing narrower.
    static let trail = Grant.reads("cloudtrail:LookupEvents", on: "*")

    /// The diagnosis reads a function's last errors, and checks whether its log group exists.
    static func diagnosis(of function: Subject) -> Granted {
        guard function.text("function_name") != nil else { return Granted() }
        // AWS requires the right for all log groups, whatever prefix is requested (reported by many:
        // hashicorp/terraform-provider-aws#8804).
        return granted(
            "logs:DescribeLogGroups", .read, .regional("logs", "log-group:*"), function)
            + granted(
                "logs:FilterLogEvents", .read,
                .regional("logs", "log-group:/aws/lambda/\(.attribute("function_name")):*"), function)
    }

    /// What has backups is not recreated under the same name. The lists are of all tables and databases.
    static func backups(of type: String) -> Set<Grant> {
        switch type {
        case ResourceType.dynamoDBTable.name: return Set(Grant.reads("dynamodb:ListBackups", on: "*"))
        case "aws_db_instance": return Set(Grant.reads("rds:DescribeDBSnapshots", on: "*"))
        case "aws_rds_cluster": return Set(Grant.reads("rds:DescribeDBClusterSnapshots", on: "*"))
        default: return []
        }
    }

    /// An API that a killed repair may have made is found by its name, in the list of all.
    static func namesakes(of subject: Subject) -> Granted {
        switch subject.address.type {
        case ResourceType.restAPI.name:
            return granted("apigateway:GET", .read, .gateway("/restapis"), subject)
        case ResourceType.httpAPI.name: return granted("apigateway:GET", .read, .gateway("/apis"), subject)
        default: return Granted()
        }
    }

    /// What is scheduled for deletion is brought back only if `undelete:` lists it.
    static func undeleting(_ subject: Subject, _ patterns: [Pattern]) -> Granted {
        guard let undelete = Catalogue.type(subject.address.type)?.undelete,
            patterns.contains(where: { $0.matches(subject.address) }),
            let arn = subject.instance.attributes[.arn]
        else { return Granted() }
        do throws(UnusableName) {
            let name = try OutsideName.arn(arn, "arn")
            return Granted(grants: Set(undelete.writes.flatMap { Grant.writes($0.action, on: name) }))
        } catch {
            return Granted(refused: [.name(subject.address, error)])
        }
    }

    /// An alarm that may be destroyed is never muted. If it was muted before it was listed in 'destroy', it is still unmuted.
    static func muting(_ alarm: Subject, isDestroyed: Bool) -> Granted {
        guard let resource = ResourceType.metricAlarm.rights?.resource else { return Granted() }
        let unmuting = granted("cloudwatch:EnableAlarmActions", .write, resource, alarm)
        if isDestroyed { return unmuting }
        return unmuting + granted("cloudwatch:DisableAlarmActions", .write, resource, alarm)
    }

    private static func granted(
        _ action: String, _ kind: Grant.Kind, _ resource: RightResource, _ subject: Subject
    ) -> Granted {
        do throws(UnusableName) {
            let arn = try subject.resolve(resource)
            return Granted(grants: [Grant(kind: kind, action: action, resource: arn, condition: nil)])
        } catch {
            return Granted(refused: [.name(subject.address, error)])
        }
    }
}
