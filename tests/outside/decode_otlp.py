"""An OTLP metrics request on standard input, gzipped or not, as JSON on standard output."""

import gzip
import json
import sys

from google.protobuf.json_format import MessageToDict
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import (
    ExportMetricsServiceRequest,
)

body = sys.stdin.buffer.read()
if body.startswith(b"\x1f\x8b"):
    body = gzip.decompress(body)
request = ExportMetricsServiceRequest.FromString(body)
json.dump(MessageToDict(request), sys.stdout)
