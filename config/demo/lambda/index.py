"""Stands in for the event collector until a release puts the real one here."""


def handler(event, context):
    return {"statusCode": 200, "headers": {"Access-Control-Allow-Origin": "*"}, "body": "{}"}
