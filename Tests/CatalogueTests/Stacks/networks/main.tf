# VPCs and everything in them, load balancers with a web ACL, Auto Scaling.
resource "aws_vpc" "all" {
  cidr_block                       = "10.0.0.0/16"
  assign_generated_ipv6_cidr_block = true
}

resource "aws_vpc" "peer" { cidr_block = "10.1.0.0/16" }

resource "aws_subnet" "all" {
  count             = 2
  vpc_id            = aws_vpc.all.id
  cidr_block        = "10.0.${count.index}.0/24"
  availability_zone = ["us-east-1a", "us-east-1b"][count.index]
}

resource "aws_internet_gateway" "all" { vpc_id = aws_vpc.all.id }
resource "aws_internet_gateway" "peer" {}
resource "aws_internet_gateway_attachment" "peer" {
  internet_gateway_id = aws_internet_gateway.peer.id
  vpc_id              = aws_vpc.peer.id
}

resource "aws_egress_only_internet_gateway" "all" { vpc_id = aws_vpc.all.id }

resource "aws_eip" "nat" { domain = "vpc" }
resource "aws_eip" "one" { domain = "vpc" }

resource "aws_nat_gateway" "all" {
  allocation_id = aws_eip.nat.id
  subnet_id     = aws_subnet.all[0].id
}

resource "aws_route_table" "all" { vpc_id = aws_vpc.all.id }

resource "aws_route" "all" {
  route_table_id         = aws_route_table.all.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.all.id
}

resource "aws_route" "six" {
  route_table_id              = aws_route_table.all.id
  destination_ipv6_cidr_block = "::/0"
  egress_only_gateway_id      = aws_egress_only_internet_gateway.all.id
}

resource "aws_route_table_association" "all" {
  subnet_id      = aws_subnet.all[0].id
  route_table_id = aws_route_table.all.id
}

resource "aws_route_table" "main" { vpc_id = aws_vpc.peer.id }
resource "aws_main_route_table_association" "peer" {
  vpc_id         = aws_vpc.peer.id
  route_table_id = aws_route_table.main.id
}

resource "aws_default_security_group" "all" { vpc_id = aws_vpc.all.id }
resource "aws_default_route_table" "all" { default_route_table_id = aws_vpc.all.default_route_table_id }
resource "aws_default_network_acl" "all" {
  default_network_acl_id = aws_vpc.all.default_network_acl_id
  lifecycle { ignore_changes = [subnet_ids] }
}

resource "aws_security_group" "all" {
  name   = "networks"
  vpc_id = aws_vpc.all.id
}

resource "aws_security_group" "rules" {
  name   = "networks-rules"
  vpc_id = aws_vpc.all.id
}

resource "aws_security_group_rule" "all" {
  type              = "ingress"
  security_group_id = aws_security_group.all.id
  from_port         = 443
  to_port           = 443
  protocol          = "tcp"
  cidr_blocks       = ["10.0.0.0/8"]
}

resource "aws_security_group_rule" "self" {
  type              = "egress"
  security_group_id = aws_security_group.all.id
  from_port         = 0
  to_port           = 65535
  protocol          = "udp"
  self              = true
}

resource "aws_vpc_security_group_ingress_rule" "all" {
  security_group_id = aws_security_group.rules.id
  from_port         = 80
  to_port           = 80
  ip_protocol       = "tcp"
  cidr_ipv4         = "10.0.0.0/8"
}

resource "aws_vpc_security_group_egress_rule" "all" {
  security_group_id = aws_security_group.rules.id
  ip_protocol       = "-1"
  cidr_ipv4         = "10.0.0.0/8"
}

resource "aws_network_acl" "all" { vpc_id = aws_vpc.all.id }

resource "aws_network_acl_rule" "in" {
  network_acl_id = aws_network_acl.all.id
  rule_number    = 200
  protocol       = "tcp"
  rule_action    = "allow"
  cidr_block     = "10.0.0.0/8"
  from_port      = 22
  to_port        = 22
}

resource "aws_network_acl_rule" "out" {
  network_acl_id = aws_network_acl.all.id
  rule_number    = 200
  egress         = true
  protocol       = "tcp"
  rule_action    = "allow"
  cidr_block     = "10.0.0.0/8"
  from_port      = 22
  to_port        = 22
}

resource "aws_vpc_endpoint" "all" {
  vpc_id       = aws_vpc.all.id
  service_name = "com.amazonaws.us-east-1.s3"
}

resource "aws_vpc_endpoint_route_table_association" "all" {
  route_table_id  = aws_route_table.all.id
  vpc_endpoint_id = aws_vpc_endpoint.all.id
}

resource "aws_vpc_peering_connection" "all" {
  vpc_id      = aws_vpc.all.id
  peer_vpc_id = aws_vpc.peer.id
  auto_accept = true
}

resource "aws_vpc_dhcp_options" "all" { domain_name = "example.com" }

resource "aws_vpc_dhcp_options_association" "all" {
  vpc_id          = aws_vpc.all.id
  dhcp_options_id = aws_vpc_dhcp_options.all.id
}

resource "aws_network_interface" "all" { subnet_id = aws_subnet.all[0].id }

resource "aws_cloudwatch_log_group" "flow" { name = "networks" }
resource "aws_iam_role" "flow" {
  name               = "networks"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "vpc-flow-logs.amazonaws.com" } }] })
}

resource "aws_flow_log" "all" {
  vpc_id          = aws_vpc.all.id
  traffic_type    = "ALL"
  iam_role_arn    = aws_iam_role.flow.arn
  log_destination = aws_cloudwatch_log_group.flow.arn
}

resource "aws_vpn_gateway" "all" { vpc_id = aws_vpc.all.id }

resource "aws_customer_gateway" "all" {
  bgp_asn    = 65000
  ip_address = "192.0.2.1"
  type       = "ipsec.1"
}

resource "aws_vpn_connection" "all" {
  vpn_gateway_id      = aws_vpn_gateway.all.id
  customer_gateway_id = aws_customer_gateway.all.id
  type                = "ipsec.1"
  static_routes_only  = true
}

resource "aws_ec2_managed_prefix_list" "all" {
  name           = "networks"
  address_family = "IPv4"
  max_entries    = 2
}

resource "aws_ec2_transit_gateway" "all" {}

resource "aws_ec2_transit_gateway_vpc_attachment" "all" {
  subnet_ids         = [aws_subnet.all[0].id]
  transit_gateway_id = aws_ec2_transit_gateway.all.id
  vpc_id             = aws_vpc.all.id
}

resource "aws_key_pair" "all" {
  key_name   = "networks"
  public_key = "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQD3F6tyPEFEzV0LX3X8BsXdMsQz1x2cEikKDEY0aIj41qgxMCP/iteneqXSIFZBp5vizPvaoIR3Um9xK7PGoW8giupGn+EPuxIA4cDM4vzOqOkiMPhz5XK0whEjkVzTo4+S0puvDZuwIsdiW9mxhJc7tgBNL0cYlWSYVkz4G/fslNfRPW5mYAM49f4fhtxPb5ok4Q2Lg9dPKVHO/Bgeu5woMc7RY0p1ej6D4CKFE6lymSDJpW0YHX/wqE9+cfEauh7xZcG0q9t2ta6F6fmX0agvpFyZo8aFbXeUBr7osSCJNgvavWbM/06niWrOvYX2xwWdhXmXSrbX8ZbabVohBK41 test@example.com"
}

resource "aws_instance" "all" {
  ami           = "ami-12c6146b"
  instance_type = "t3.micro"
  subnet_id     = aws_subnet.all[0].id
}

resource "aws_eip_association" "all" {
  instance_id   = aws_instance.all.id
  allocation_id = aws_eip.one.id
}

resource "aws_ebs_volume" "all" {
  availability_zone = "us-east-1a"
  size              = 1
}

resource "aws_volume_attachment" "all" {
  device_name = "/dev/sdh"
  volume_id   = aws_ebs_volume.all.id
  instance_id = aws_instance.all.id
}

resource "aws_ebs_snapshot" "all" { volume_id = aws_ebs_volume.all.id }

resource "aws_ami" "all" {
  name             = "networks"
  root_device_name = "/dev/xvda"
  ebs_block_device {
    device_name = "/dev/xvda"
    snapshot_id = aws_ebs_snapshot.all.id
  }
}

resource "aws_launch_template" "all" {
  name          = "networks"
  image_id      = "ami-12c6146b"
  instance_type = "t3.micro"
}

resource "aws_launch_configuration" "all" {
  name          = "networks"
  image_id      = "ami-12c6146b"
  instance_type = "t3.micro"
}

resource "aws_autoscaling_group" "all" {
  name                = "networks"
  min_size            = 0
  max_size            = 1
  vpc_zone_identifier = [aws_subnet.all[0].id]
  launch_template { id = aws_launch_template.all.id }
}

resource "aws_autoscaling_policy" "all" {
  name                   = "networks"
  autoscaling_group_name = aws_autoscaling_group.all.name
  adjustment_type        = "ChangeInCapacity"
  scaling_adjustment     = 1
}

resource "aws_autoscaling_schedule" "all" {
  scheduled_action_name  = "networks"
  autoscaling_group_name = aws_autoscaling_group.all.name
  recurrence             = "0 6 * * *"
  min_size               = 0
  max_size               = 1
  desired_capacity       = 0
}

resource "aws_autoscaling_lifecycle_hook" "all" {
  name                   = "networks"
  autoscaling_group_name = aws_autoscaling_group.all.name
  lifecycle_transition   = "autoscaling:EC2_INSTANCE_LAUNCHING"
}

resource "aws_lb" "all" {
  name    = "networks"
  subnets = aws_subnet.all[*].id
}

resource "aws_lb_target_group" "all" {
  name     = "networks"
  port     = 80
  protocol = "HTTP"
  vpc_id   = aws_vpc.all.id
}

resource "aws_lb_target_group_attachment" "all" {
  target_group_arn = aws_lb_target_group.all.arn
  target_id        = aws_instance.all.id
}

resource "aws_lb_listener" "all" {
  load_balancer_arn = aws_lb.all.arn
  port              = 80
  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.all.arn
  }
}

resource "aws_acm_certificate" "all" {
  domain_name       = "lb.example.com"
  validation_method = "DNS"
}

resource "aws_acm_certificate_validation" "all" { certificate_arn = aws_acm_certificate.all.arn }

resource "aws_acm_certificate" "more" {
  domain_name       = "more.example.com"
  validation_method = "DNS"
}

resource "aws_lb_listener" "tls" {
  load_balancer_arn = aws_lb.all.arn
  port              = 443
  protocol          = "HTTPS"
  certificate_arn   = aws_acm_certificate_validation.all.certificate_arn
  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.all.arn
  }
}

resource "aws_lb_listener_certificate" "all" {
  listener_arn    = aws_lb_listener.tls.arn
  certificate_arn = aws_acm_certificate.more.arn
}

resource "aws_lb_listener_rule" "all" {
  listener_arn = aws_lb_listener.all.arn
  priority     = 5
  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.all.arn
  }
  condition {
    path_pattern { values = ["/x"] }
  }
}

resource "aws_alb" "all" {
  name    = "networks-alb"
  subnets = aws_subnet.all[*].id
}

resource "aws_alb_target_group" "all" {
  name     = "networks-alb"
  port     = 80
  protocol = "HTTP"
  vpc_id   = aws_vpc.all.id
}

resource "aws_alb_listener" "all" {
  load_balancer_arn = aws_alb.all.arn
  port              = 80
  default_action {
    type             = "forward"
    target_group_arn = aws_alb_target_group.all.arn
  }
}

resource "aws_alb_listener_rule" "all" {
  listener_arn = aws_alb_listener.all.arn
  priority     = 5
  action {
    type             = "forward"
    target_group_arn = aws_alb_target_group.all.arn
  }
  condition {
    path_pattern { values = ["/x"] }
  }
}

resource "aws_wafv2_web_acl" "all" {
  name  = "networks"
  scope = "REGIONAL"
  default_action {
    allow {}
  }
  visibility_config {
    cloudwatch_metrics_enabled = false
    metric_name                = "networks"
    sampled_requests_enabled   = false
  }
}

resource "aws_wafv2_web_acl_association" "all" {
  resource_arn = aws_lb.all.arn
  web_acl_arn  = aws_wafv2_web_acl.all.arn
}

# Nothing depends on these, so they are deleted alone. AWS describes them for a while after that.
resource "aws_customer_gateway" "leaf" {
  bgp_asn    = 65001
  ip_address = "203.0.113.2"
  type       = "ipsec.1"
}

resource "aws_vpn_gateway" "leaf" {}

resource "aws_ec2_transit_gateway" "leaf" {}

resource "aws_instance" "leaf" {
  ami           = "ami-12c6146b"
  instance_type = "t3.micro"
  subnet_id     = aws_subnet.all[0].id
}
