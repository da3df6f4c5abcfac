# Queues, topics, streams, logs, alarms, secrets, parameters and keys.
data "aws_caller_identity" "me" {}

resource "aws_iam_role" "all" {
  name = "messages"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = ["firehose.amazonaws.com", "logs.amazonaws.com"] } }]
  })
}

resource "aws_sqs_queue" "all" { name = "messages" }
resource "aws_sqs_queue" "dead" { name = "messages-dead" }
resource "aws_sqs_queue" "ordered" {
  name       = "messages.fifo"
  fifo_queue = true
}

resource "aws_sqs_queue_redrive_policy" "all" {
  queue_url      = aws_sqs_queue.all.id
  redrive_policy = jsonencode({ deadLetterTargetArn = aws_sqs_queue.dead.arn, maxReceiveCount = 4 })
}

resource "aws_sns_topic" "all" { name = "messages" }

resource "aws_sns_topic_policy" "all" {
  arn = aws_sns_topic.all.arn
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = "*", Action = "sns:Publish", Resource = aws_sns_topic.all.arn }]
  })
}

resource "aws_sns_topic_subscription" "all" {
  topic_arn = aws_sns_topic.all.arn
  protocol  = "sqs"
  endpoint  = aws_sqs_queue.all.arn
}

resource "aws_sns_platform_application" "all" {
  name                = "messages"
  platform            = "GCM"
  platform_credential = "of-a-test"
}

resource "aws_kinesis_stream" "all" {
  name        = "messages"
  shard_count = 1
}

resource "aws_kinesis_stream_consumer" "all" {
  name       = "messages"
  stream_arn = aws_kinesis_stream.all.arn
}

resource "aws_s3_bucket" "all" {
  bucket        = "messages-delivered"
  force_destroy = true
}

resource "aws_kinesis_firehose_delivery_stream" "all" {
  name        = "messages"
  destination = "extended_s3"
  extended_s3_configuration {
    role_arn   = aws_iam_role.all.arn
    bucket_arn = aws_s3_bucket.all.arn
  }
}

resource "aws_cloudwatch_log_group" "all" { name = "/messages/all" }
resource "aws_cloudwatch_log_group" "other" { name = "/messages/all/more" }

resource "aws_cloudwatch_log_stream" "all" {
  name           = "messages"
  log_group_name = aws_cloudwatch_log_group.all.name
}

resource "aws_cloudwatch_log_metric_filter" "all" {
  name           = "messages"
  log_group_name = aws_cloudwatch_log_group.all.name
  pattern        = "ERROR"
  metric_transformation {
    name      = "Errors"
    namespace = "Messages"
    value     = "1"
  }
}

resource "aws_cloudwatch_log_subscription_filter" "all" {
  name            = "messages"
  log_group_name  = aws_cloudwatch_log_group.all.name
  filter_pattern  = ""
  destination_arn = aws_kinesis_stream.all.arn
  role_arn        = aws_iam_role.all.arn
}

resource "aws_cloudwatch_log_destination" "all" {
  name       = "messages"
  role_arn   = aws_iam_role.all.arn
  target_arn = aws_kinesis_stream.all.arn
}

resource "aws_cloudwatch_log_resource_policy" "all" {
  policy_name = "messages"
  policy_document = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "es.amazonaws.com" }, Action = "logs:PutLogEvents", Resource = "*" }]
  })
}

resource "aws_cloudwatch_metric_alarm" "all" {
  alarm_name          = "messages: errors, 1 * 2?"
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods  = 1
  metric_name         = "Errors"
  namespace           = "Messages"
  period              = 60
  statistic           = "Sum"
  threshold           = 1
}

resource "aws_cloudwatch_dashboard" "all" {
  dashboard_name = "messages"
  dashboard_body = jsonencode({ widgets = [{ type = "text", x = 0, y = 0, width = 3, height = 3, properties = { markdown = "x" } }] })
}

resource "aws_kms_key" "all" { deletion_window_in_days = 7 }

resource "aws_kms_alias" "all" {
  name          = "alias/messages"
  target_key_id = aws_kms_key.all.key_id
}

resource "aws_kms_grant" "all" {
  name              = "messages"
  key_id            = aws_kms_key.all.key_id
  grantee_principal = aws_iam_role.all.arn
  operations        = ["Encrypt"]
}

resource "aws_secretsmanager_secret" "now" {
  name                    = "messages-now"
  recovery_window_in_days = 0
}

resource "aws_secretsmanager_secret_version" "now" {
  secret_id     = aws_secretsmanager_secret.now.id
  secret_string = "of-a-test"
}

resource "aws_secretsmanager_secret_policy" "now" {
  secret_arn = aws_secretsmanager_secret.now.arn
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { AWS = aws_iam_role.all.arn }, Action = "secretsmanager:GetSecretValue", Resource = "*" }]
  })
}

resource "aws_ssm_parameter" "all" {
  name  = "/messages/all"
  type  = "String"
  value = "of-a-test"
}

resource "aws_ssm_document" "all" {
  name          = "messages"
  document_type = "Command"
  content = jsonencode({
    schemaVersion = "1.2", description = "x", parameters = {}
    runtimeConfig = { "aws:runShellScript" = { properties = [{ id = "0.aws:runShellScript", runCommand = ["true"] }] } }
  })
}

resource "aws_ssm_maintenance_window" "all" {
  name     = "messages"
  schedule = "cron(0 16 ? * TUE *)"
  duration = 3
  cutoff   = 1
}

# Nothing depends on it, so it is deleted alone.
resource "aws_kms_key" "leaf" { deletion_window_in_days = 7 }
