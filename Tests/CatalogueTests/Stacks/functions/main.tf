# Lambda and what calls it, Step Functions, EventBridge, the scheduler and pipes.
resource "aws_iam_role" "all" {
  name = "functions"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow", Action = "sts:AssumeRole"
      Principal = { Service = ["lambda.amazonaws.com", "states.amazonaws.com", "scheduler.amazonaws.com", "pipes.amazonaws.com"] }
    }]
  })
}

resource "aws_sqs_queue" "source" { name = "functions-source" }
resource "aws_sqs_queue" "target" { name = "functions-target" }

resource "aws_lambda_function" "all" {
  function_name = "functions"
  role          = aws_iam_role.all.arn
  runtime       = "python3.12"
  handler       = "index.handler"
  filename      = "placeholder.zip"
  publish       = true
}

resource "aws_lambda_layer_version" "all" {
  layer_name = "functions"
  filename   = "placeholder.zip"
}

resource "aws_lambda_alias" "live" {
  name             = "live"
  function_name    = aws_lambda_function.all.function_name
  function_version = aws_lambda_function.all.version
}

resource "aws_lambda_permission" "events" {
  statement_id  = "events"
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.all.function_name
  principal     = "events.amazonaws.com"
}

resource "aws_lambda_event_source_mapping" "queue" {
  event_source_arn = aws_sqs_queue.source.arn
  function_name    = aws_lambda_function.all.arn
}

resource "aws_lambda_function_url" "all" {
  function_name      = aws_lambda_function.all.function_name
  authorization_type = "NONE"
}

resource "aws_lambda_function_event_invoke_config" "all" {
  function_name          = aws_lambda_function.all.function_name
  maximum_retry_attempts = 1
}

resource "aws_sfn_activity" "all" { name = "functions" }

resource "aws_cloudwatch_event_bus" "all" { name = "functions" }

resource "aws_cloudwatch_event_rule" "custom" {
  name           = "functions-custom"
  event_bus_name = aws_cloudwatch_event_bus.all.name
  event_pattern  = jsonencode({ source = ["functions"] })
}

resource "aws_cloudwatch_event_rule" "default" {
  name                = "functions-default"
  schedule_expression = "rate(1 hour)"
}

resource "aws_cloudwatch_event_rule" "off" {
  name                = "functions-off"
  schedule_expression = "rate(1 hour)"
  state               = "DISABLED"
}

resource "aws_cloudwatch_event_target" "custom" {
  rule           = aws_cloudwatch_event_rule.custom.name
  event_bus_name = aws_cloudwatch_event_bus.all.name
  arn            = aws_sqs_queue.target.arn
}

resource "aws_cloudwatch_event_target" "default" {
  rule      = aws_cloudwatch_event_rule.default.name
  target_id = "named"
  arn       = aws_lambda_function.all.arn
}

resource "aws_cloudwatch_event_permission" "all" {
  statement_id   = "account"
  principal      = "111122223333"
  event_bus_name = aws_cloudwatch_event_bus.all.name
}

resource "aws_cloudwatch_event_archive" "all" {
  name             = "functions"
  event_source_arn = aws_cloudwatch_event_bus.all.arn
}

resource "aws_cloudwatch_event_connection" "all" {
  name               = "functions"
  authorization_type = "API_KEY"
  auth_parameters {
    api_key {
      key   = "x-key"
      value = "of-a-test"
    }
  }
}

resource "aws_cloudwatch_event_api_destination" "all" {
  name                = "functions"
  invocation_endpoint = "https://example.com/"
  http_method         = "POST"
  connection_arn      = aws_cloudwatch_event_connection.all.arn
}

resource "aws_scheduler_schedule_group" "all" { name = "functions" }

resource "aws_scheduler_schedule" "own" {
  name                = "own"
  group_name          = aws_scheduler_schedule_group.all.name
  schedule_expression = "rate(1 hour)"
  flexible_time_window { mode = "OFF" }
  target {
    arn      = aws_lambda_function.all.arn
    role_arn = aws_iam_role.all.arn
  }
}

resource "aws_scheduler_schedule" "default" {
  name                = "default"
  schedule_expression = "rate(1 hour)"
  flexible_time_window { mode = "OFF" }
  target {
    arn      = aws_lambda_function.all.arn
    role_arn = aws_iam_role.all.arn
  }
}

resource "aws_pipes_pipe" "all" {
  name     = "functions"
  role_arn = aws_iam_role.all.arn
  source   = aws_sqs_queue.source.arn
  target   = aws_sqs_queue.target.arn
}
