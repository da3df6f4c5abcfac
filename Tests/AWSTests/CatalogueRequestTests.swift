import Catalogue
import Testing

@testable import AWS

/// What is sent for a read of the catalogue, byte for byte.
@Suite struct CatalogueRequestTests {
    private func call(
        _ request: Request, _ attributes: [String: String] = [:], service: AWSService = .sqs,
        operation: String = "GetThing"
    ) throws -> Call {
        try Read(service, operation, request, absent: ["Gone"], element: .one())
            .call(region: "eu-west-1") { attributes[$0] }
    }

    private func type(_ name: String, _ attributes: [String: String]) throws -> Call {
        try #require(Catalogue.type(name)).read.call(region: "eu-west-1") { attributes[$0] }
    }

    private func headers(_ call: Call) -> [String] { call.headers.map { "\($0.name): \($0.value)" } }

    private func body(_ call: Call) -> String { String(decoding: call.body, as: UTF8.self) }

    @Test func jsonRequestHasItsMembersInTheBody() throws {
        let call = try call(
            .json(
                "1.1", "Service_2020",
                [
                    "Name": .attribute("name"), "Limit": .number(3), "All": .flag(true),
                    "Names": .list(["a", .attribute("name"), .optional(.attribute("none"))]),
                    "Filter": .object(["By": "x", "None": .optional(.attribute("none"))]),
                    "None": .optional(.attribute("none")),
                ]), ["name": "a/\"b\" ä"])
        #expect(
            body(call)
                == #"{"All":true,"Filter":{"By":"x"},"Limit":3,"Name":"a/\"b\" ä","Names":["a","a/\"b\" ä"]}"#
        )
        #expect(
            headers(call) == [
                "Content-Type: application/x-amz-json-1.1", "X-Amz-Target: Service_2020.GetThing",
            ])
        #expect((call.method, call.path, call.query) == ("POST", "/", ""))
        #expect(call.absent == ["Gone"])
        #expect(call.region == "eu-west-1")
    }

    @Test func jsonRequestWithoutMembersHasAnEmptyObject() throws {
        let call = try call(.json("1.0", "X"))
        #expect(body(call) == "{}")
        #expect(headers(call) == ["Content-Type: application/x-amz-json-1.0", "X-Amz-Target: X.GetThing"])
    }

    @Test func queryRequestIsASortedForm() throws {
        let call = try call(
            .query(
                "2010-05-08",
                [
                    "RoleName": .attribute("name"), "MaxItems": .number(9),
                    "None": .optional(.attribute("none")),
                ]
            ), ["name": "a b&c=ä*"])
        #expect(
            body(call) == "Action=GetThing&MaxItems=9&RoleName=a%20b%26c%3D%C3%A4%2A&Version=2010-05-08")
        #expect(headers(call) == ["Content-Type: application/x-www-form-urlencoded; charset=utf-8"])
        #expect((call.method, call.path, call.query) == ("POST", "/", ""))
    }

    @Test func ec2RequestNamesItsVersion() throws {
        let call = try call(.ec2(["VpcId.1": .id]), ["id": "vpc-1"])
        #expect(body(call) == "Action=GetThing&Version=2016-11-15&VpcId.1=vpc-1")
    }

    @Test func pathHasItsValuesPercentEncoded() throws {
        let call = try call(
            .get("/v1/\(.attribute("name"))/parts/\(.id)", ["q": .attribute("name")]),
            ["name": "a/../b c?", "id": "i"])
        #expect(
            (call.method, call.path, call.query) == (
                "GET", "/v1/a%2F..%2Fb%20c%3F/parts/i", "q=a%2F..%2Fb%20c%3F"
            ))
        #expect(call.body.isEmpty)
        #expect(headers(call) == ["Accept: application/json"])
    }

    @Test func subresourceOfABucketStandsAlone() throws {
        let call = try type("aws_s3_bucket_versioning", ["bucket": "b"])
        #expect((call.method, call.path, call.query) == ("GET", "/b", "versioning"))
        #expect(call.headers.isEmpty)
        let inventory = try type("aws_s3_bucket_inventory", ["bucket": "b", "name": "n"])
        #expect(inventory.query == "id=n&inventory")
    }

    @Test func optionalParameterIsLeftOut() throws {
        let path = "/2015-03-31/functions/f/policy"
        let plain = try type("aws_lambda_permission", ["function_name": "f"])
        #expect((plain.path, plain.query) == (path, ""))
        let qualified = try type("aws_lambda_permission", ["function_name": "f", "qualifier": "live"])
        #expect((qualified.path, qualified.query) == (path, "Qualifier=live"))
    }

    @Test(arguments: [
        Request.json("1.0", "X", ["Name": .attribute("name", or: "id")]),
        .json("1.0", "X", ["Names": .list([.attribute("name", or: "id")])]),
        .json("1.0", "X", ["Filter": .object(["Name": .attribute("name", or: "id")])]),
        .query("1", ["Name": .attribute("name", or: "id")]), .get("/\(.attribute("name", or: "id"))"),
        .get("/", ["name": .attribute("name", or: "id")]),
        .getXML("/\(.attribute("name", or: "id"))"),
    ])
    func lackingValueIsAFaultThatNamesIt(request: Request) {
        #expect {
            try call(request, ["name": "", "arn": "a"])
        } throws: { error in
            "\(error)"
                == "GetThing: not named: the state does not give the id or name that it is asked for by"
        }
    }

    /// Whatever a state says, no request leaves its path or its form.
    @Test func everyTypeMakesARequestOfOddValues() throws {
        let odd = "arn:aws:x:y:1:a/b|c&d=e ?#ä,f:g:h"
        for type in Catalogue.all {
            let call = try type.read.call(region: "eu-west-1") { _ in odd }
            #expect(call.path.hasPrefix("/"), "\(type.name)")
            #expect(call.path.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }, "\(type.name)")
            #expect(!call.path.contains { "?#&|".contains($0) }, "\(type.name)")
            #expect(!call.query.contains { "?#| /".contains($0) }, "\(type.name)")
        }
    }
}
