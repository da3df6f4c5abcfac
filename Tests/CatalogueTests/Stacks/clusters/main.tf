# Aurora.
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
