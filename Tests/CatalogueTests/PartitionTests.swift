import Catalogue
import Testing

@Suite struct PartitionTests {
    @Test(arguments: [
        ("us-east-1", "aws", "amazonaws.com"), ("mx-central-1", "aws", "amazonaws.com"),
        ("cn-north-1", "aws-cn", "amazonaws.com.cn"), ("us-gov-east-1", "aws-us-gov", "amazonaws.com"),
        ("us-iso-west-1", "aws-iso", "c2s.ic.gov"), ("us-isob-east-1", "aws-iso-b", "sc2s.sgov.gov"),
        ("eu-isoe-west-1", "aws-iso-e", "cloud.adc-e.uk"),
        ("us-isof-south-1", "aws-iso-f", "csp.hci.ic.gov"), ("eusc-de-east-1", "aws-eusc", "amazonaws.eu"),
    ])
    func regionSuggestsItsPartition(region: String, name: String, suffix: String) {
        let partition = Partition(ofRegion: region)
        #expect(partition.name == name && partition.suffix == suffix)
        #expect(Partition(named: name) == partition)
        #expect(Partition(ofRegion: partition.globalRegion) == partition)
    }

    @Test func unknownPartitionHasNoEndpoints() {
        #expect(Partition(named: "aws-moon") == nil)
    }

    @Test func arnNamesPartitionRegionAndAccount() {
        let table = ARN("arn:aws-iso:dynamodb:us-iso-east-1:123456789012:table/t:x")
        #expect(table?.partition == "aws-iso" && table?.region == "us-iso-east-1")
        #expect(table?.account == "123456789012")
        let bucket = ARN("arn:aws:s3:::b")
        #expect(bucket?.region == nil && bucket?.account == nil && bucket?.partition == "aws")
    }

    /// Resources of AWS itself have a word in place of an account.
    @Test func wordInPlaceOfAnAccountIsNone() {
        #expect(ARN("arn:aws:iam::aws:policy/ReadOnlyAccess")?.account == nil)
        #expect(ARN("arn:aws:iam::cloudfront:user/x")?.account == nil)
    }

    @Test(arguments: ["", "x", "arn:aws:s3", "urn:aws:s3:us-east-1:123456789012:b"])
    func otherTextIsNoARN(text: String) {
        #expect(ARN(text) == nil)
    }
}
