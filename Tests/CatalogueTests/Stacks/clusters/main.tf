# Aurora, a proxy, the default VPC, capacity of ECS, the account of API Gateway.
resource "aws_vpc" "all" { cidr_block = "10.3.0.0/16" }
resource "aws_subnet" "all" {
  count             = 2
  vpc_id            = aws_vpc.all.id
  cidr_block        = "10.3.${count.index}.0/24"
  availability_zone = ["us-east-1a", "us-east-1b"][count.index]
}

resource "aws_db_subnet_group" "all" {
  name       = "clusters"
  subnet_ids = aws_subnet.all[*].id
}

resource "aws_rds_cluster" "all" {
  cluster_identifier   = "clusters"
  engine               = "aurora-postgresql"
  master_username      = "test"
  master_password      = "of-a-test-1"
  db_subnet_group_name = aws_db_subnet_group.all.name
  skip_final_snapshot  = true
}

resource "aws_rds_cluster_instance" "all" {
  identifier         = "clusters-one"
  cluster_identifier = aws_rds_cluster.all.id
  engine             = "aurora-postgresql"
  instance_class     = "db.r5.large"
}

resource "aws_iam_role" "all" {
  name               = "clusters"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = ["apigateway.amazonaws.com", "rds.amazonaws.com"] } }] })
}

resource "aws_secretsmanager_secret" "all" {
  name                    = "clusters"
  recovery_window_in_days = 0
}

resource "aws_db_proxy" "all" {
  name           = "clusters"
  engine_family  = "POSTGRESQL"
  role_arn       = aws_iam_role.all.arn
  vpc_subnet_ids = aws_subnet.all[*].id
  auth {
    auth_scheme = "SECRETS"
    iam_auth    = "DISABLED"
    secret_arn  = aws_secretsmanager_secret.all.arn
  }
}

resource "aws_api_gateway_account" "all" { cloudwatch_role_arn = aws_iam_role.all.arn }

resource "aws_default_vpc" "all" {}

resource "aws_launch_template" "all" {
  name          = "clusters"
  image_id      = "ami-12c6146b"
  instance_type = "t3.micro"
}

resource "aws_autoscaling_group" "all" {
  name                = "clusters"
  min_size            = 0
  max_size            = 1
  vpc_zone_identifier = [aws_subnet.all[0].id]
  launch_template { id = aws_launch_template.all.id }
}

resource "aws_ecs_capacity_provider" "all" {
  name = "clusters"
  auto_scaling_group_provider { auto_scaling_group_arn = aws_autoscaling_group.all.arn }
}
