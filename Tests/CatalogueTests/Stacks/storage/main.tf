# S3 and its parts, DynamoDB, EFS, Backup, ECR, ECS, CodeBuild.
data "aws_caller_identity" "me" {}

resource "aws_s3_bucket" "all" {
  bucket              = "storage-all"
  force_destroy       = true
  object_lock_enabled = true
}

resource "aws_s3_bucket" "other" {
  bucket = "storage-other"
}

# Without versions: moto cannot delete all versions of an object.
resource "aws_s3_bucket" "objects" { bucket = "storage-objects" }

resource "aws_s3_bucket_versioning" "all" {
  bucket = aws_s3_bucket.all.id
  versioning_configuration { status = "Enabled" }
}

resource "aws_s3_bucket_versioning" "other" {
  bucket = aws_s3_bucket.other.id
  versioning_configuration { status = "Enabled" }
}

resource "aws_s3_bucket_policy" "all" {
  bucket = aws_s3_bucket.all.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { AWS = data.aws_caller_identity.me.account_id }, Action = "s3:GetObject", Resource = "${aws_s3_bucket.all.arn}/*" }]
  })
}

resource "aws_s3_bucket_server_side_encryption_configuration" "all" {
  bucket = aws_s3_bucket.all.id
  rule {
    apply_server_side_encryption_by_default { sse_algorithm = "AES256" }
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "all" {
  bucket = aws_s3_bucket.all.id
  rule {
    id     = "old"
    status = "Enabled"
    filter { prefix = "old/" }
    expiration { days = 30 }
  }
}

resource "aws_s3_bucket_public_access_block" "all" {
  bucket            = aws_s3_bucket.all.id
  block_public_acls = true
}

resource "aws_s3_bucket_public_access_block" "off" {
  bucket            = aws_s3_bucket.other.id
  block_public_acls = false
}

resource "aws_s3_bucket_ownership_controls" "all" {
  bucket = aws_s3_bucket.all.id
  rule { object_ownership = "BucketOwnerPreferred" }
}

resource "aws_s3_bucket_acl" "all" {
  bucket     = aws_s3_bucket.all.id
  acl        = "private"
  depends_on = [aws_s3_bucket_ownership_controls.all]
}

resource "aws_s3_bucket_cors_configuration" "all" {
  bucket = aws_s3_bucket.all.id
  cors_rule {
    allowed_methods = ["GET"]
    allowed_origins = ["https://example.com"]
  }
}

resource "aws_s3_bucket_website_configuration" "all" {
  bucket = aws_s3_bucket.all.id
  index_document { suffix = "index.html" }
}

resource "aws_sqs_queue" "all" {
  name = "storage"
}

resource "aws_s3_bucket_notification" "all" {
  bucket = aws_s3_bucket.all.id
  queue {
    queue_arn = aws_sqs_queue.all.arn
    events    = ["s3:ObjectCreated:*"]
  }
}

resource "aws_iam_role" "all" {
  name = "storage"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = ["s3.amazonaws.com", "ecs-tasks.amazonaws.com", "codebuild.amazonaws.com", "backup.amazonaws.com"] } }]
  })
}

resource "aws_s3_bucket_replication_configuration" "all" {
  bucket = aws_s3_bucket.all.id
  role   = aws_iam_role.all.arn
  rule {
    id     = "all"
    status = "Enabled"
    destination { bucket = aws_s3_bucket.other.arn }
  }
  depends_on = [aws_s3_bucket_versioning.all, aws_s3_bucket_versioning.other]
}

resource "aws_s3_bucket_object_lock_configuration" "all" {
  bucket = aws_s3_bucket.all.id
  rule {
    default_retention {
      mode = "GOVERNANCE"
      days = 1
    }
  }
  depends_on = [aws_s3_bucket_versioning.all]
}

resource "aws_s3_bucket_accelerate_configuration" "all" {
  bucket = aws_s3_bucket.all.id
  status = "Enabled"
}

resource "aws_s3_bucket_inventory" "all" {
  bucket                   = aws_s3_bucket.all.id
  name                     = "all"
  included_object_versions = "All"
  schedule { frequency = "Daily" }
  destination {
    bucket {
      format     = "CSV"
      bucket_arn = aws_s3_bucket.other.arn
    }
  }
}

resource "aws_s3_object" "all" {
  bucket  = aws_s3_bucket.objects.id
  key     = "a folder/x+y=z.txt"
  content = "x"
}

resource "aws_s3_bucket_object" "all" {
  bucket  = aws_s3_bucket.objects.id
  key     = "old"
  content = "x"
}

resource "aws_dynamodb_table" "all" {
  name         = "storage"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "id"
  attribute {
    name = "id"
    type = "S"
  }
}

resource "aws_dynamodb_resource_policy" "all" {
  resource_arn = aws_dynamodb_table.all.arn
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { AWS = aws_iam_role.all.arn }, Action = "dynamodb:GetItem", Resource = aws_dynamodb_table.all.arn }]
  })
}

resource "aws_vpc" "all" { cidr_block = "10.2.0.0/16" }
resource "aws_subnet" "all" {
  vpc_id     = aws_vpc.all.id
  cidr_block = "10.2.1.0/24"
}

resource "aws_efs_file_system" "all" { creation_token = "storage" }

resource "aws_efs_mount_target" "all" {
  file_system_id = aws_efs_file_system.all.id
  subnet_id      = aws_subnet.all.id
}

resource "aws_efs_access_point" "all" { file_system_id = aws_efs_file_system.all.id }

resource "aws_efs_file_system_policy" "all" {
  file_system_id = aws_efs_file_system.all.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { AWS = "*" }, Action = "elasticfilesystem:ClientMount", Resource = aws_efs_file_system.all.arn }]
  })
}

resource "aws_backup_vault" "all" { name = "storage" }

resource "aws_backup_plan" "all" {
  name = "storage"
  rule {
    rule_name         = "daily"
    target_vault_name = aws_backup_vault.all.name
    schedule          = "cron(0 12 * * ? *)"
  }
}

resource "aws_ecr_repository" "all" {
  name         = "storage/all"
  force_delete = true
}

resource "aws_ecr_repository_policy" "all" {
  repository = aws_ecr_repository.all.name
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = "*", Action = "ecr:BatchGetImage" }]
  })
}

resource "aws_ecr_lifecycle_policy" "all" {
  repository = aws_ecr_repository.all.name
  policy = jsonencode({
    rules = [{ rulePriority = 1, selection = { tagStatus = "untagged", countType = "imageCountMoreThan", countNumber = 3 }, action = { type = "expire" } }]
  })
}

resource "aws_ecr_registry_policy" "all" {
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Sid = "all", Effect = "Allow", Principal = { AWS = "arn:aws:iam::111122223333:root" }, Action = ["ecr:ReplicateImage"], Resource = ["arn:aws:ecr:us-east-1:${data.aws_caller_identity.me.account_id}:repository/*"] }]
  })
}

resource "aws_ecs_cluster" "all" { name = "storage" }

resource "aws_ecs_cluster_capacity_providers" "all" {
  cluster_name       = aws_ecs_cluster.all.name
  capacity_providers = ["FARGATE"]
}

resource "aws_ecs_task_definition" "all" {
  family                   = "storage"
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  cpu                      = 256
  memory                   = 512
  container_definitions    = jsonencode([{ name = "x", image = "x", cpu = 10, memory = 64, essential = true }])
}

resource "aws_ecs_service" "all" {
  name            = "storage"
  cluster         = aws_ecs_cluster.all.id
  task_definition = aws_ecs_task_definition.all.arn
  desired_count   = 0
  launch_type     = "FARGATE"
  network_configuration { subnets = [aws_subnet.all.id] }
}

resource "aws_codebuild_project" "all" {
  name         = "storage"
  service_role = aws_iam_role.all.arn
  artifacts { type = "NO_ARTIFACTS" }
  environment {
    compute_type = "BUILD_GENERAL1_SMALL"
    image        = "aws/codebuild/standard:7.0"
    type         = "LINUX_CONTAINER"
  }
  source {
    type     = "GITHUB"
    location = "https://github.com/example/example.git"
  }
}

# Nothing depends on it, so it is deleted alone.
resource "aws_ecs_cluster" "leaf" { name = "storage-leaf" }
