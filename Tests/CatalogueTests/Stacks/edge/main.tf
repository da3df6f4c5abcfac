# Route 53, CloudFront, WAF.
resource "aws_route53_zone" "all" { name = "edge.example.com" }

resource "aws_route53_record" "plain" {
  zone_id = aws_route53_zone.all.zone_id
  name    = "WWW"
  type    = "A"
  ttl     = 60
  records = ["192.0.2.1"]
}

resource "aws_route53_record" "star" {
  zone_id = aws_route53_zone.all.zone_id
  name    = "*.edge.example.com"
  type    = "CNAME"
  ttl     = 60
  records = ["www.edge.example.com"]
}

resource "aws_route53_record" "apex" {
  zone_id = aws_route53_zone.all.zone_id
  name    = ""
  type    = "TXT"
  ttl     = 60
  records = ["x"]
}

resource "aws_route53_record" "weighted" {
  count          = 2
  zone_id        = aws_route53_zone.all.zone_id
  name           = "weighted"
  type           = "A"
  ttl            = 60
  records        = ["192.0.2.${count.index}"]
  set_identifier = "set-${count.index}"
  weighted_routing_policy { weight = 10 }
}

resource "aws_route53_health_check" "all" {
  fqdn              = "example.com"
  port              = 443
  type              = "HTTPS"
  failure_threshold = 3
  request_interval  = 30
}

resource "aws_cloudfront_origin_access_control" "all" {
  name                              = "edge"
  origin_access_control_origin_type = "s3"
  signing_behavior                  = "always"
  signing_protocol                  = "sigv4"
}

resource "aws_cloudfront_distribution" "all" {
  enabled             = true
  wait_for_deployment = false
  origin {
    domain_name = "example.com"
    origin_id   = "x"
    custom_origin_config {
      http_port              = 80
      https_port             = 443
      origin_protocol_policy = "https-only"
      origin_ssl_protocols   = ["TLSv1.2"]
    }
  }
  default_cache_behavior {
    allowed_methods        = ["GET", "HEAD"]
    cached_methods         = ["GET", "HEAD"]
    target_origin_id       = "x"
    viewer_protocol_policy = "https-only"
    forwarded_values {
      query_string = false
      cookies { forward = "none" }
    }
  }
  restrictions {
    geo_restriction { restriction_type = "none" }
  }
  viewer_certificate { cloudfront_default_certificate = true }
}

resource "aws_wafv2_ip_set" "all" {
  name               = "edge"
  scope              = "REGIONAL"
  ip_address_version = "IPV4"
  addresses          = ["192.0.2.0/24"]
}

resource "aws_wafv2_regex_pattern_set" "all" {
  name  = "edge"
  scope = "REGIONAL"
  regular_expression { regex_string = "one" }
}

resource "aws_wafv2_rule_group" "all" {
  name     = "edge"
  scope    = "REGIONAL"
  capacity = 2
  visibility_config {
    cloudwatch_metrics_enabled = false
    metric_name                = "edge"
    sampled_requests_enabled   = false
  }
}

resource "aws_wafv2_web_acl" "all" {
  name  = "edge"
  scope = "REGIONAL"
  default_action {
    allow {}
  }
  visibility_config {
    cloudwatch_metrics_enabled = false
    metric_name                = "edge"
    sampled_requests_enabled   = false
  }
}
