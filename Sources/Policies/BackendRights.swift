import Terraform

/// The rights to read and write the state, as observed with Terraform 1.11's S3 backend.
struct BackendRights {
    var reading: [Grant] = []
    var writing: [Grant] = []
    /// What only the watcher reads.
    var watching: [Grant] = []
    var remarks: [PolicyRemark] = []

    init(_ backend: StateBackend, stack: String, location: ARNLocation) {
        guard case .s3(let s3) = backend else { return }
        do throws(UnusableName) {
            guard s3.roles.isEmpty else {
                try assumed(s3.roles, stack)
                return
            }
            let home = ARNLocation(account: location.account, region: s3.region ?? location.region)
            guard home.isPlain else { throw UnusableName(attribute: "region", why: .notWritable) }
            try objects(s3, home)
            try lockTable(s3, home)
            try encryption(s3, home, stack)
        } catch {
            (reading, writing, watching) = ([], [], [])
            remarks.append(
                .warning(
                    "\(stack): the backend of the state: \(error.description), so no policy has the rights to the state: rename it, or add the rights by hand"
                ))
        }
    }

    /// The backend uses the rights of a role of its own.
    private mutating func assumed(_ roles: [String], _ stack: String) throws(UnusableName) {
        for role in roles {
            reading += Grant.reads("sts:AssumeRole", on: try OutsideName.arn(role, "role_arn"))
        }
        remarks.append(
            .note(
                "\(stack): the backend assumes \(roles.joined(separator: ", ")): give the rights to the state to that role"
            ))
    }

    private mutating func objects(_ s3: StateBackend.S3, _ location: ARNLocation) throws(UnusableName) {
        let bucket = try OutsideName.literal(s3.bucket, "bucket", without: "/")
        let (key, lockKey) = (
            try OutsideName.literal(s3.key, "key"), try OutsideName.literal(s3.lockKey, "key")
        )
        func object(_ key: String) -> String { location.bare("s3", "\(bucket)/\(key)") }
        // HeadObject needs GetObject, and answers "not found" only if the caller may list the bucket.
        reading = Grant.reads("s3:ListBucket", on: location.bare("s3", bucket))
        watching = Grant.reads("s3:GetBucketVersioning", on: location.bare("s3", bucket))
        reading += Grant.reads("s3:GetObject", on: object(key))
        writing = Grant.writes("s3:PutObject", on: object(key))
        guard s3.usesLockFile else { return }
        reading += Grant.reads("s3:GetObject", on: object(lockKey))
        writing += Grant.writes("s3:PutObject", "s3:DeleteObject", on: object(lockKey))
    }

    /// Many stacks share a lock table, so only the items of this stack are allowed.
    private mutating func lockTable(_ s3: StateBackend.S3, _ location: ARNLocation) throws(UnusableName) {
        guard let table = s3.lockTable else { return }
        let arn =
            table.hasPrefix("arn:")
            ? try OutsideName.arn(table, "dynamodb_table")
            : location.arn("dynamodb", "table/\(try OutsideName.literal(table, "dynamodb_table"))")
        let lock = try OutsideName.literal("\(s3.bucket)/\(s3.key)", "key")
        let items = Grant.Condition(
            "ForAllValues:StringEquals", "dynamodb:LeadingKeys", [lock, lock + "-md5"])
        reading += Grant.reads("dynamodb:GetItem", on: arn, if: items)
        writing += Grant.writes("dynamodb:PutItem", "dynamodb:DeleteItem", on: arn, if: items)
    }

    private mutating func encryption(_ s3: StateBackend.S3, _ location: ARNLocation, _ stack: String)
        throws(UnusableName)
    {
        guard let key = s3.kmsKey, !key.isEmpty else { return }
        guard !key.contains("alias/") else {
            // A policy names keys by id, not by alias.
            remarks.append(
                .warning(
                    "\(stack): the state is encrypted with \(key): add kms:Decrypt, and kms:GenerateDataKey for the repairer, on the key behind it"
                ))
            return
        }
        let arn =
            key.hasPrefix("arn:")
            ? try OutsideName.arn(key, "kms_key_id")
            : location.arn("kms", "key/\(try OutsideName.literal(key, "kms_key_id"))")
        reading += Grant.reads("kms:Decrypt", on: arn)
        writing += Grant.writes("kms:GenerateDataKey", on: arn)
    }
}
