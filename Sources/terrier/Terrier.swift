import ArgumentParser

@main
struct Terrier: AsyncParsableCommand {
    func run() async throws {}
}
