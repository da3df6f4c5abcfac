import Demo
import Foundation
import TestSupport

/// The sample stack with secrets in everything that Terraform reads, writes, plans and prints.
struct SecretStack {
    let lab: Lab
    private var vault: [String: String] = [:]

    /// Prepares the stack before it is deployed.
    init(_ lab: Lab, _ secrets: inout PlantedSecrets) throws {
        self.lab = lab
        for number in 0..<300 {
            vault["entry\(number)"] = secrets.password(in: "state: attribute of a variable's value")
        }
        try write(Self.variables(vault), to: "vault.auto.tfvars")
        try write(
            "sealed = \(Self.list(secrets.passwords(80, in: "state: value of a sensitive variable")))\n",
            to: "sealed.auto.tfvars")
        try write(
            "more = \(Self.list(secrets.passwords(80, in: "configuration: var_files")))\n", to: "more.tfvars")
        try write(Self.resources(&secrets), to: "secrets.tf")
        let tag = secrets.password(in: "state: tag of every resource")
        try change(
            "main.tf", "ManagedBy   = \"terraform\"", "ManagedBy = \"terraform\"\n    Token = \"\(tag)\"")
        let variables = (0..<5).map { number in
            "PASSWORD_\(number) = \"\(secrets.password(in: "state: environment of a function"))\"\n"
        }
        try change(
            "main.tf", "SESSIONS_TABLE = aws_dynamodb_table.sessions.name",
            "SESSIONS_TABLE = aws_dynamodb_table.sessions.name\n\(variables.joined())")
        let provider = secrets.passwords(4, in: "configuration: provider")
        try change(
            "versions.tf", "max_retries                 = 2",
            """
            max_retries                 = 2
              default_tags { tags = { ProviderToken = "\(provider[0])" } }
            }

            provider "aws" {
              alias      = "elsewhere"
              region     = "us-west-2"
              access_key = "\(provider[1])"
              secret_key = "\(provider[2])"
              token      = "\(provider[3])"
            """)
    }

    func deploy() async throws {
        try await lab.stack.initialise()
        try await lab.stack.terraform(
            ["apply", "-auto-approve", "-input=false", "-no-color", "-var-file=more.tfvars"],
            deadline: .seconds(120))
    }

    /// Changes values, so that the next plan contains secrets that are not in the state.
    mutating func change(_ secrets: inout PlantedSecrets) throws {
        for name in vault.keys.sorted().prefix(200) {
            vault[name] = secrets.password(in: "plan: new value of an attribute")
        }
        try write(Self.variables(vault), to: "vault.auto.tfvars")
    }

    /// A resource that the provider refuses before the plan, with a message that contains the value.
    static func refused(_ secrets: inout PlantedSecrets) -> String {
        """
        resource "aws_lambda_function" "refused" {
          function_name = "refused"
          role          = "arn:aws:iam::123456789012:role/refused"
          handler       = "index.handler"
          filename      = var.package
          runtime       = "\(secrets.password(in: "provider error: value that is not allowed"))"
        }

        """
    }

    /// A resource that Terraform refuses during the plan, with a message from the configuration.
    static func unmet(_ secrets: inout PlantedSecrets) -> String {
        """
        resource "terraform_data" "unmet" {
          input = "\(secrets.password(in: "provider error: value of an unmet condition"))"
          lifecycle {
            postcondition {
              condition     = self.input == "nothing"
              error_message = "got ${self.input}, and \(secrets.password(in: "provider error: message of a condition"))"
            }
          }
        }

        """
    }

    /// A script that runs instead of Terraform, prints secrets on both outputs, and fails.
    static func failing(_ secrets: inout PlantedSecrets) -> String {
        let words = secrets.passwords(6, in: "provider error: on standard error")
        return """
            #!/bin/sh
            echo "token \(words[0]) is expired"
            echo '{"@level":"error","type":"diagnostic","diagnostic":{"severity":"error","summary":"cannot take \(words[1])","detail":"\(words[2])"}}'
            echo "Error: the token \(words[3]) is expired" >&2
            echo "panic: \(words[4])" >&2
            echo "\(words[5])" >&2
            exit 1

            """
    }

    private static func resources(_ secrets: inout PlantedSecrets) -> String {
        let literals = secrets.passwords(100, in: "configuration: literal of a .tf file")
        return """
            variable "vault" { type = map(string) }
            variable "sealed" {
              type      = list(string)
              sensitive = true
            }
            variable "more" { type = list(string) }
            variable "handed_over" {
              type    = string
              default = "nothing"
            }
            locals { literals = \(list(literals)) }
            resource "terraform_data" "vault" {
              for_each = var.vault
              input    = { password = each.value }
            }
            resource "terraform_data" "sealed" {
              count            = 80
              input            = var.sealed[count.index]
              triggers_replace = sha1(var.sealed[count.index])
            }
            resource "terraform_data" "more" {
              count = 80
              input = var.more[count.index]
            }
            resource "terraform_data" "literal" {
              count = 100
              input = { token = local.literals[count.index] }
            }
            resource "terraform_data" "handed_over" { input = var.handed_over }
            output "plain" { value = { words = concat(values(var.vault), local.literals) } }
            output "own" { value = \(list(secrets.passwords(40, in: "state: output"))) }
            output "sealed" {
              value     = concat(var.sealed, \(list(secrets.passwords(40, in: "state: sensitive output"))))
              sensitive = true
            }

            """
    }

    private static func variables(_ vault: [String: String]) -> String {
        "vault = {\n" + vault.sorted { $0.key < $1.key }.map { "  \($0.key) = \"\($0.value)\"\n" }.joined()
            + "}\n"
    }

    private static func list(_ words: [String]) -> String {
        "[" + words.map { "\"\($0)\"" }.joined(separator: ", ") + "]"
    }

    private func write(_ text: String, to name: String) throws {
        try text.write(toFile: "\(lab.stack.directory)/\(name)", atomically: true, encoding: .utf8)
    }

    private func change(_ name: String, _ old: String, _ new: String) throws {
        let text = try String(contentsOfFile: "\(lab.stack.directory)/\(name)", encoding: .utf8)
        guard text.contains(old) else { throw SupportFault("\(name) does not contain '\(old)'") }
        try write(text.replacing(old, with: new), to: name)
    }
}
