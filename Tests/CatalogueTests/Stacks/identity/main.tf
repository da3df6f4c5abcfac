# IAM.
data "aws_caller_identity" "me" {}

locals {
  trust  = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }] })
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "*" }] })
}

resource "aws_iam_role" "all" {
  name               = "identity"
  path               = "/some/"
  assume_role_policy = local.trust
}

resource "aws_iam_role" "exclusive" {
  name               = "identity-exclusive"
  assume_role_policy = local.trust
}

resource "aws_iam_role_policy" "all" {
  name   = "identity"
  role   = aws_iam_role.all.id
  policy = local.policy
}

resource "aws_iam_policy" "all" {
  name   = "identity"
  policy = local.policy
}

resource "aws_iam_policy" "exclusive" {
  name   = "identity-exclusive"
  policy = local.policy
}

resource "aws_iam_role_policy_attachment" "all" {
  role       = aws_iam_role.all.name
  policy_arn = aws_iam_policy.all.arn
}

resource "aws_iam_policy_attachment" "all" {
  name       = "identity"
  policy_arn = aws_iam_policy.exclusive.arn
  roles      = [aws_iam_role.exclusive.name]
}

resource "aws_iam_instance_profile" "all" {
  name = "identity"
  role = aws_iam_role.all.name
}

resource "aws_iam_user" "all" { name = "identity" }

resource "aws_iam_user_policy" "all" {
  name   = "identity"
  user   = aws_iam_user.all.name
  policy = local.policy
}

resource "aws_iam_user_policy_attachment" "all" {
  user       = aws_iam_user.all.name
  policy_arn = aws_iam_policy.all.arn
}

resource "aws_iam_access_key" "all" { user = aws_iam_user.all.name }

resource "aws_iam_access_key" "off" {
  user   = aws_iam_user.all.name
  status = "Inactive"
}

resource "aws_iam_user_login_profile" "all" { user = aws_iam_user.all.name }

resource "aws_iam_group" "all" { name = "identity" }
resource "aws_iam_group" "other" { name = "identity-other" }

resource "aws_iam_group_policy" "all" {
  name   = "identity"
  group  = aws_iam_group.all.name
  policy = local.policy
}

resource "aws_iam_group_policy_attachment" "all" {
  group      = aws_iam_group.all.name
  policy_arn = aws_iam_policy.all.arn
}

resource "aws_iam_group_membership" "all" {
  name  = "identity"
  group = aws_iam_group.all.name
  users = [aws_iam_user.all.name]
}

resource "aws_iam_user_group_membership" "all" {
  user   = aws_iam_user.all.name
  groups = [aws_iam_group.other.name]
}

resource "aws_iam_openid_connect_provider" "all" {
  url             = "https://token.example.com"
  client_id_list  = ["sts.amazonaws.com"]
  thumbprint_list = ["cf23df2207d99a74fbe169e3eba035e633b65d94"]
}

resource "aws_iam_saml_provider" "all" {
  name                   = "identity"
  saml_metadata_document = "<EntityDescriptor xmlns=\"urn:oasis:names:tc:SAML:2.0:metadata\" entityID=\"x\">${join("", [for n in range(100) : "<!-- padding -->"])}</EntityDescriptor>"
}

resource "aws_iam_service_linked_role" "all" { aws_service_name = "elasticbeanstalk.amazonaws.com" }

resource "aws_iam_account_password_policy" "all" { minimum_password_length = 12 }

resource "aws_iam_account_alias" "all" { account_alias = "identity-of-a-test" }

# A role whose policies are attributes of its own.
resource "aws_iam_policy" "own" {
  name   = "identity-own"
  policy = local.policy
}

resource "aws_iam_role" "own" {
  name                = "identity-own"
  assume_role_policy  = local.trust
  managed_policy_arns = [aws_iam_policy.own.arn]
  inline_policy {
    name   = "inline"
    policy = local.policy
  }
}

# A role of which all policies are claimed.
resource "aws_iam_role" "claimed" {
  name               = "identity-claimed"
  assume_role_policy = local.trust
}

resource "aws_iam_role_policy" "claimed" {
  name   = "identity-claimed"
  role   = aws_iam_role.claimed.name
  policy = local.policy
}

resource "aws_iam_role_policy_attachment" "claimed" {
  role       = aws_iam_role.claimed.name
  policy_arn = aws_iam_policy.all.arn
}

resource "aws_iam_role_policies_exclusive" "claimed" {
  role_name    = aws_iam_role.claimed.name
  policy_names = [aws_iam_role_policy.claimed.name]
}

resource "aws_iam_role_policy_attachments_exclusive" "claimed" {
  role_name   = aws_iam_role.claimed.name
  policy_arns = [aws_iam_role_policy_attachment.claimed.policy_arn]
}
