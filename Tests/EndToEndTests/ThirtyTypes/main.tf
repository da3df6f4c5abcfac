# One small service with more than thirty types: each instance is deleted outside Terraform and brought back.
variable "region" { default = "us-east-1" }

locals {
  trust = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow", Action = "sts:AssumeRole"
      Principal = { Service = ["lambda.amazonaws.com", "scheduler.amazonaws.com", "ec2.amazonaws.com"] }
    }]
  })
}

# Identity
resource "aws_iam_role" "fn" {
  name               = "orders"
  assume_role_policy = local.trust
}

resource "aws_iam_role_policy" "logs" {
  name = "logs"
  role = aws_iam_role.fn.name
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "logs:PutLogEvents", Resource = "*" }]
  })
}

resource "aws_iam_policy" "queue" {
  name = "orders-queue"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sqs:ReceiveMessage", Resource = "*" }]
  })
}

resource "aws_iam_role_policy_attachment" "queue" {
  role       = aws_iam_role.fn.name
  policy_arn = aws_iam_policy.queue.arn
}

resource "aws_iam_role" "schedule" {
  name               = "orders-schedule"
  assume_role_policy = local.trust
}

resource "aws_iam_instance_profile" "all" {
  name = "orders"
  role = aws_iam_role.fn.name
}

resource "aws_iam_group" "readers" { name = "orders-readers" }

# What runs
resource "aws_cloudwatch_log_group" "fn" { name = "/aws/lambda/orders" }

resource "aws_lambda_function" "fn" {
  function_name    = "orders"
  role             = aws_iam_role.fn.arn
  runtime          = "python3.12"
  handler          = "index.handler"
  filename         = "placeholder.zip"
  source_code_hash = filebase64sha256("placeholder.zip")
  publish          = true
}

resource "aws_lambda_alias" "live" {
  name             = "live"
  function_name    = aws_lambda_function.fn.function_name
  function_version = aws_lambda_function.fn.version
}

resource "aws_lambda_permission" "api" {
  statement_id  = "api"
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.fn.function_name
  principal     = "apigateway.amazonaws.com"
}

resource "aws_lambda_event_source_mapping" "queue" {
  event_source_arn = aws_sqs_queue.jobs.arn
  function_name    = aws_lambda_function.fn.arn
}

# The API
resource "aws_apigatewayv2_api" "main" {
  name          = "orders"
  protocol_type = "HTTP"
}

resource "aws_apigatewayv2_integration" "fn" {
  api_id                 = aws_apigatewayv2_api.main.id
  integration_type       = "AWS_PROXY"
  integration_uri        = aws_lambda_function.fn.invoke_arn
  payload_format_version = "2.0"
}

resource "aws_apigatewayv2_route" "fn" {
  api_id    = aws_apigatewayv2_api.main.id
  route_key = "GET /orders"
  target    = "integrations/${aws_apigatewayv2_integration.fn.id}"
}

resource "aws_apigatewayv2_stage" "live" {
  api_id      = aws_apigatewayv2_api.main.id
  name        = "$default"
  auto_deploy = true
}

# Messages
resource "aws_sqs_queue" "jobs" { name = "orders-jobs" }

resource "aws_sqs_queue_policy" "jobs" {
  queue_url = aws_sqs_queue.jobs.url
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = "*", Action = "sqs:SendMessage", Resource = aws_sqs_queue.jobs.arn }]
  })
}

resource "aws_sns_topic" "events" { name = "orders-events" }

resource "aws_sns_topic_subscription" "jobs" {
  topic_arn = aws_sns_topic.events.arn
  protocol  = "sqs"
  endpoint  = aws_sqs_queue.jobs.arn
}

resource "aws_cloudwatch_event_rule" "hourly" {
  name                = "orders-hourly"
  schedule_expression = "rate(1 hour)"
}

resource "aws_cloudwatch_event_target" "hourly" {
  rule      = aws_cloudwatch_event_rule.hourly.name
  target_id = "jobs"
  arn       = aws_sqs_queue.jobs.arn
}

resource "aws_scheduler_schedule_group" "all" { name = "orders" }

resource "aws_scheduler_schedule" "daily" {
  name                = "daily"
  group_name          = aws_scheduler_schedule_group.all.name
  schedule_expression = "rate(1 day)"
  flexible_time_window { mode = "OFF" }
  target {
    arn      = aws_sqs_queue.jobs.arn
    role_arn = aws_iam_role.schedule.arn
  }
}

# Data
resource "aws_dynamodb_table" "orders" {
  name         = "orders"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "id"
  attribute {
    name = "id"
    type = "S"
  }
}

resource "aws_kinesis_stream" "clicks" {
  name        = "orders-clicks"
  shard_count = 1
}

resource "aws_ssm_parameter" "limit" {
  name  = "/orders/limit"
  type  = "String"
  value = "10"
}

resource "aws_ecr_repository" "image" { name = "orders" }

resource "aws_s3_bucket" "files" { bucket = "orders-files-of-a-test" }

resource "aws_s3_bucket_policy" "files" {
  bucket = aws_s3_bucket.files.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Deny", Principal = "*", Action = "s3:DeleteBucket"
      Resource  = aws_s3_bucket.files.arn
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    }]
  })
}

resource "aws_s3_bucket_public_access_block" "files" {
  bucket              = aws_s3_bucket.files.id
  block_public_acls   = true
  block_public_policy = true
}

resource "aws_s3_bucket_lifecycle_configuration" "files" {
  bucket = aws_s3_bucket.files.id
  rule {
    id     = "old"
    status = "Enabled"
    filter { prefix = "tmp/" }
    expiration { days = 7 }
  }
}

# The network
resource "aws_vpc" "main" { cidr_block = "10.20.0.0/16" }

resource "aws_subnet" "main" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.20.1.0/24"
}

resource "aws_internet_gateway" "main" { vpc_id = aws_vpc.main.id }

resource "aws_route_table" "main" { vpc_id = aws_vpc.main.id }

resource "aws_route" "internet" {
  route_table_id         = aws_route_table.main.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.main.id
}

resource "aws_route_table_association" "main" {
  subnet_id      = aws_subnet.main.id
  route_table_id = aws_route_table.main.id
}

resource "aws_security_group" "web" {
  name   = "orders-web"
  vpc_id = aws_vpc.main.id
}

resource "aws_vpc_security_group_ingress_rule" "web" {
  security_group_id = aws_security_group.web.id
  cidr_ipv4         = "0.0.0.0/0"
  from_port         = 443
  to_port           = 443
  ip_protocol       = "tcp"
}

resource "aws_route53_zone" "main" { name = "orders.example.com" }

resource "aws_route53_record" "www" {
  zone_id = aws_route53_zone.main.zone_id
  name    = "www"
  type    = "A"
  ttl     = 60
  records = ["192.0.2.1"]
}

# What watches
resource "aws_cloudwatch_log_metric_filter" "errors" {
  name           = "errors"
  log_group_name = aws_cloudwatch_log_group.fn.name
  pattern        = "ERROR"
  metric_transformation {
    name      = "errors"
    namespace = "orders"
    value     = "1"
  }
}

resource "aws_cloudwatch_metric_alarm" "errors" {
  alarm_name          = "orders-errors"
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods  = 1
  metric_name         = "errors"
  namespace           = "orders"
  period              = 60
  statistic           = "Sum"
  threshold           = 1
  alarm_actions       = [aws_sns_topic.events.arn]
}

resource "aws_cloudwatch_dashboard" "main" {
  dashboard_name = "orders"
  dashboard_body = jsonencode({ widgets = [] })
}
