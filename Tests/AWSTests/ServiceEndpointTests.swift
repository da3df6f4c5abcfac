import Catalogue
import Foundation
import HTTP
import Testing

@testable import AWS

@Suite struct ServiceEndpointTests {
    private func host(_ service: AWSService, _ region: String) -> String {
        service.host(region: region, in: Partition(ofRegion: region))
    }

    @Test func regionalServiceHasAHostInEachRegion() {
        #expect(host(.lambda, "ap-northeast-2") == "lambda.ap-northeast-2.amazonaws.com")
        #expect(host(.cloudWatch, "cn-north-1") == "monitoring.cn-north-1.amazonaws.com.cn")
        #expect(host(.sqs, "us-isob-east-1") == "sqs.us-isob-east-1.sc2s.sgov.gov")
        #expect(host(.sts, "eusc-de-east-1") == "sts.eusc-de-east-1.amazonaws.eu")
    }

    /// The hosts of botocore's endpoints.
    @Test(arguments: [
        (AWSService.iam, "eu-west-1", "iam.amazonaws.com", "us-east-1"),
        (.iam, "cn-northwest-1", "iam.cn-north-1.amazonaws.com.cn", "cn-north-1"),
        (.iam, "us-gov-east-1", "iam.us-gov.amazonaws.com", "us-gov-west-1"),
        (.iam, "us-iso-west-1", "iam.us-iso-east-1.c2s.ic.gov", "us-iso-east-1"),
        (.iam, "eusc-de-east-1", "iam.eusc-de-east-1.amazonaws.eu", "eusc-de-east-1"),
        (.route53, "eu-west-1", "route53.amazonaws.com", "us-east-1"),
        (.route53, "cn-north-1", "route53.amazonaws.com.cn", "cn-northwest-1"),
        (.route53, "us-iso-east-1", "route53.c2s.ic.gov", "us-iso-east-1"),
        (.cloudFront, "cn-north-1", "cloudfront.cn-northwest-1.amazonaws.com.cn", "cn-northwest-1"),
    ])
    func globalServiceHasOneHostInEachPartition(
        service: AWSService, region: String, name: String, signing: String
    ) {
        #expect(host(service, region) == name)
        #expect(service.signingRegion(region, in: Partition(ofRegion: region)) == signing)
    }

    /// A region that no table has may be of another partition than its name suggests; an ARN says it.
    @Test func partitionOfTheClientOverridesTheRegion() {
        let sovereign = Partition(named: "aws-eusc")
        #expect(
            sovereign.map { AWSService.lambda.host(region: "eu-new-1", in: $0) }
                == "lambda.eu-new-1.amazonaws.eu")
    }
}
