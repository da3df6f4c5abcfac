# RDS and ElastiCache. Every database of moto has the same resource id, so there is one in each root module.
resource "aws_vpc" "all" { cidr_block = "10.3.0.0/16" }
resource "aws_subnet" "all" {
  count             = 2
  vpc_id            = aws_vpc.all.id
  cidr_block        = "10.3.${count.index}.0/24"
  availability_zone = ["us-east-1a", "us-east-1b"][count.index]
}

resource "aws_db_subnet_group" "all" {
  name       = "databases"
  subnet_ids = aws_subnet.all[*].id
}

resource "aws_db_parameter_group" "all" {
  name   = "databases"
  family = "postgres16"
}

resource "aws_rds_cluster_parameter_group" "all" {
  name   = "databases"
  family = "aurora-postgresql16"
}

resource "aws_db_option_group" "all" {
  name                 = "databases"
  engine_name          = "mysql"
  major_engine_version = "8.0"
}

resource "aws_db_instance" "all" {
  identifier           = "one-database"
  engine               = "postgres"
  instance_class       = "db.t3.micro"
  allocated_storage    = 20
  username             = "test"
  password             = "of-a-test-1"
  db_subnet_group_name = aws_db_subnet_group.all.name
  skip_final_snapshot  = true
  apply_immediately    = true
}

resource "aws_db_snapshot" "all" {
  db_instance_identifier = aws_db_instance.all.identifier
  db_snapshot_identifier = "databases"
}

resource "aws_sns_topic" "all" { name = "databases" }

resource "aws_db_event_subscription" "all" {
  name      = "databases"
  sns_topic = aws_sns_topic.all.arn
}

resource "aws_elasticache_subnet_group" "all" {
  name       = "databases"
  subnet_ids = aws_subnet.all[*].id
}

resource "aws_elasticache_cluster" "all" {
  cluster_id      = "databases"
  engine          = "memcached"
  node_type       = "cache.t3.micro"
  num_cache_nodes = 1
}

resource "aws_elasticache_user" "all" {
  user_id       = "databases"
  user_name     = "databases"
  access_string = "on ~* +@all"
  engine        = "redis"
  passwords     = ["of-a-test-of-16-or-more"]
}
