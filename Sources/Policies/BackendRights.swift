import Terraform

/// The rights to read and write the state, as observed with Terraform 1.11's S3 backend.
struct BackendRights {
    var reading: [Grant] = []
    var writing: [Grant] = []
    var remarks: [PolicyRemark] = []

    init(_ backend: StateBackend, stack: String, location: ARNLocation) {
        guard case .s3(let s3) = backend else { return }
        let partition = location.partition
        guard s3.roles.isEmpty else {
            // The backend uses the rights of a role of its own.
            let roles = s3.roles.joined(separator: ", ")
            reading = s3.roles.flatMap { Grant.reads("sts:AssumeRole", on: $0) }
            remarks.append(
                .note("\(stack): the backend assumes \(roles): give the rights to the state to that role"))
            return
        }
        func object(_ key: String) -> String { "arn:\(partition):s3:::\(s3.bucket)/\(key)" }
        // HeadObject needs GetObject, and answers "not found" only if the caller may list the bucket.
        reading = Grant.reads("s3:ListBucket", on: "arn:\(partition):s3:::\(s3.bucket)")
        reading += Grant.reads("s3:GetObject", on: object(s3.key))
        writing = Grant.writes("s3:PutObject", on: object(s3.key))
        if s3.usesLockFile {
            writing += Grant.reads("s3:GetObject", on: object(s3.lockKey))
            writing += Grant.writes("s3:PutObject", "s3:DeleteObject", on: object(s3.lockKey))
        }
        let home = ARNLocation(account: location.account, region: s3.region ?? location.region)
        lockTable(s3, home)
        encryption(s3, home, stack)
    }

    /// Many stacks share a lock table, so only the items of this stack are allowed.
    private mutating func lockTable(_ s3: StateBackend.S3, _ location: ARNLocation) {
        guard let table = s3.lockTable else { return }
        let arn = table.hasPrefix("arn:") ? table : location.arn("dynamodb", "table/\(table)")
        let lock = "\(s3.bucket)/\(s3.key)"
        let items = Grant.Condition(
            "ForAllValues:StringEquals", "dynamodb:LeadingKeys", lock, lock + "-md5")
        reading += Grant.reads("dynamodb:GetItem", on: arn, if: items)
        writing += Grant.writes("dynamodb:PutItem", "dynamodb:DeleteItem", on: arn, if: items)
    }

    private mutating func encryption(_ s3: StateBackend.S3, _ location: ARNLocation, _ stack: String) {
        guard let key = s3.kmsKey, !key.isEmpty else { return }
        guard !key.contains("alias/") else {
            // A policy names keys by id, not by alias.
            remarks.append(
                .warning(
                    "\(stack): the state is encrypted with \(key): add kms:Decrypt, and kms:GenerateDataKey for the repairer, on the key behind it"
                ))
            return
        }
        let arn = key.hasPrefix("arn:") ? key : location.arn("kms", "key/\(key)")
        reading += Grant.reads("kms:Decrypt", on: arn)
        writing += Grant.writes("kms:GenerateDataKey", on: arn)
    }
}
