# API Gateway of both kinds, Cognito and certificates.
resource "aws_api_gateway_rest_api" "all" { name = "apis" }

resource "aws_api_gateway_resource" "items" {
  rest_api_id = aws_api_gateway_rest_api.all.id
  parent_id   = aws_api_gateway_rest_api.all.root_resource_id
  path_part   = "items"
}

resource "aws_api_gateway_authorizer" "all" {
  name          = "apis"
  type          = "COGNITO_USER_POOLS"
  rest_api_id   = aws_api_gateway_rest_api.all.id
  provider_arns = [aws_cognito_user_pool.all.arn]
}

resource "aws_api_gateway_request_validator" "all" {
  name                  = "apis"
  rest_api_id           = aws_api_gateway_rest_api.all.id
  validate_request_body = true
}

resource "aws_api_gateway_model" "all" {
  rest_api_id  = aws_api_gateway_rest_api.all.id
  name         = "item"
  content_type = "application/json"
  schema       = jsonencode({ type = "object" })
}

resource "aws_api_gateway_method" "get" {
  rest_api_id   = aws_api_gateway_rest_api.all.id
  resource_id   = aws_api_gateway_resource.items.id
  http_method   = "GET"
  authorization = "NONE"
}

resource "aws_api_gateway_method_response" "get" {
  rest_api_id = aws_api_gateway_rest_api.all.id
  resource_id = aws_api_gateway_resource.items.id
  http_method = aws_api_gateway_method.get.http_method
  status_code = "200"
}

resource "aws_api_gateway_integration" "get" {
  rest_api_id = aws_api_gateway_rest_api.all.id
  resource_id = aws_api_gateway_resource.items.id
  http_method = aws_api_gateway_method.get.http_method
  type        = "MOCK"
}

resource "aws_api_gateway_integration_response" "get" {
  rest_api_id = aws_api_gateway_rest_api.all.id
  resource_id = aws_api_gateway_resource.items.id
  http_method = aws_api_gateway_method.get.http_method
  status_code = aws_api_gateway_method_response.get.status_code
  depends_on  = [aws_api_gateway_integration.get]
}

resource "aws_api_gateway_deployment" "all" {
  rest_api_id = aws_api_gateway_rest_api.all.id
  depends_on  = [aws_api_gateway_integration_response.get]
}

resource "aws_api_gateway_stage" "all" {
  rest_api_id   = aws_api_gateway_rest_api.all.id
  deployment_id = aws_api_gateway_deployment.all.id
  stage_name    = "live"
}

resource "aws_api_gateway_method_settings" "all" {
  rest_api_id = aws_api_gateway_rest_api.all.id
  stage_name  = aws_api_gateway_stage.all.stage_name
  method_path = "*/*"
  settings {
    metrics_enabled        = true
    throttling_burst_limit = 5
  }
}

resource "aws_api_gateway_gateway_response" "all" {
  rest_api_id        = aws_api_gateway_rest_api.all.id
  response_type      = "DEFAULT_5XX"
  response_templates = { "application/json" = "{}" }
}

resource "aws_api_gateway_api_key" "all" { name = "apis" }

resource "aws_api_gateway_usage_plan" "all" {
  name = "apis"
  api_stages {
    api_id = aws_api_gateway_rest_api.all.id
    stage  = aws_api_gateway_stage.all.stage_name
  }
}

resource "aws_api_gateway_usage_plan_key" "all" {
  key_id        = aws_api_gateway_api_key.all.id
  key_type      = "API_KEY"
  usage_plan_id = aws_api_gateway_usage_plan.all.id
}

resource "aws_acm_certificate" "all" {
  domain_name       = "api.example.com"
  validation_method = "DNS"
}

resource "aws_acm_certificate_validation" "all" { certificate_arn = aws_acm_certificate.all.arn }

resource "aws_api_gateway_domain_name" "all" {
  domain_name     = "api.example.com"
  certificate_arn = aws_acm_certificate_validation.all.certificate_arn
}

resource "aws_api_gateway_base_path_mapping" "root" {
  api_id      = aws_api_gateway_rest_api.all.id
  domain_name = aws_api_gateway_domain_name.all.domain_name
  stage_name  = aws_api_gateway_stage.all.stage_name
}

resource "aws_api_gateway_base_path_mapping" "v1" {
  api_id      = aws_api_gateway_rest_api.all.id
  domain_name = aws_api_gateway_domain_name.all.domain_name
  stage_name  = aws_api_gateway_stage.all.stage_name
  base_path   = "v1"
}

resource "aws_apigatewayv2_api" "http" {
  name          = "http"
  protocol_type = "HTTP"
}

resource "aws_apigatewayv2_api" "socket" {
  name                       = "socket"
  protocol_type              = "WEBSOCKET"
  route_selection_expression = "$request.body.action"
}

resource "aws_apigatewayv2_integration" "http" {
  api_id             = aws_apigatewayv2_api.http.id
  integration_type   = "HTTP_PROXY"
  integration_method = "GET"
  integration_uri    = "https://example.com/"
}

resource "aws_apigatewayv2_route" "http" {
  api_id    = aws_apigatewayv2_api.http.id
  route_key = "GET /items"
  target    = "integrations/${aws_apigatewayv2_integration.http.id}"
}

resource "aws_apigatewayv2_stage" "http" {
  api_id      = aws_apigatewayv2_api.http.id
  name        = "$default"
  auto_deploy = true
}

resource "aws_apigatewayv2_authorizer" "http" {
  api_id           = aws_apigatewayv2_api.http.id
  name             = "apis"
  authorizer_type  = "JWT"
  identity_sources = ["$request.header.Authorization"]
  jwt_configuration {
    audience = ["x"]
    issuer   = "https://example.com/"
  }
}

resource "aws_apigatewayv2_integration" "socket" {
  api_id           = aws_apigatewayv2_api.socket.id
  integration_type = "MOCK"
}

resource "aws_apigatewayv2_integration_response" "socket" {
  api_id                   = aws_apigatewayv2_api.socket.id
  integration_id           = aws_apigatewayv2_integration.socket.id
  integration_response_key = "/200/"
}

resource "aws_apigatewayv2_route" "socket" {
  api_id    = aws_apigatewayv2_api.socket.id
  route_key = "$default"
  target    = "integrations/${aws_apigatewayv2_integration.socket.id}"
}

resource "aws_apigatewayv2_route_response" "socket" {
  api_id             = aws_apigatewayv2_api.socket.id
  route_id           = aws_apigatewayv2_route.socket.id
  route_response_key = "$default"
}

resource "aws_apigatewayv2_model" "socket" {
  api_id       = aws_apigatewayv2_api.socket.id
  name         = "item"
  content_type = "application/json"
  schema       = jsonencode({ type = "object" })
}

resource "aws_vpc" "all" { cidr_block = "10.9.0.0/16" }
resource "aws_subnet" "all" {
  vpc_id     = aws_vpc.all.id
  cidr_block = "10.9.1.0/24"
}

resource "aws_apigatewayv2_vpc_link" "all" {
  name               = "apis"
  security_group_ids = [aws_vpc.all.default_security_group_id]
  subnet_ids         = [aws_subnet.all.id]
}

resource "aws_cognito_user_pool" "all" { name = "apis" }

resource "aws_cognito_user_pool_client" "all" {
  name         = "apis"
  user_pool_id = aws_cognito_user_pool.all.id
}

resource "aws_cognito_user_pool_domain" "all" {
  domain       = "apis-of-a-test"
  user_pool_id = aws_cognito_user_pool.all.id
}

resource "aws_cognito_user_group" "all" {
  name         = "apis"
  user_pool_id = aws_cognito_user_pool.all.id
}

resource "aws_cognito_resource_server" "all" {
  identifier   = "https://example.com"
  name         = "apis"
  user_pool_id = aws_cognito_user_pool.all.id
}

resource "aws_cognito_identity_provider" "all" {
  user_pool_id  = aws_cognito_user_pool.all.id
  provider_name = "Google"
  provider_type = "Google"
  provider_details = {
    authorize_scopes = "email"
    client_id        = "x"
    client_secret    = "of-a-test"
  }
}

resource "aws_cognito_identity_pool" "all" { identity_pool_name = "apis" }
