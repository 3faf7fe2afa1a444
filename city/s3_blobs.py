"""Sealed attachments in an S3 bucket, under `whole/ab/<sha256>`.

An upload gathers on this machine's disk, is synced and compared with its name there, and is then
put as one object: S3 shows an object whole or not at all. The signature of the PUT covers the
SHA-256 of the content, so the store refuses other octets; the same PUT again changes nothing.
"""

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from city.failpoints import BLOB_BEFORE_RENAME, Reach
from city.staging import Staging, Upload
from core.wire import sha256_hex

_DEADLINE_S = 30
_GONE = frozenset({404, 410})


class BucketUnreachable(OSError):
    """The object store does not answer, or does not do what it is asked."""


class BucketUnnamed(Exception):
    """The file that names the bucket cannot be used; the text says why, without a secret."""


@dataclass(frozen=True, slots=True)
class Bucket:
    """Where the bucket is and who the city is there."""

    endpoint: str
    bucket: str
    access_key: str
    secret_key: str = field(repr=False)
    region: str = "us-east-1"


def read_bucket(folder: Path) -> Bucket | None:
    """The bucket that `s3.toml` in a city's folder names, None without that file. Raises
    BucketUnnamed."""
    try:
        values = tomllib.loads((folder / "s3.toml").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except ValueError as error:
        raise BucketUnnamed("s3.toml is no TOML") from error
    try:
        return Bucket(**values)
    except TypeError as error:
        raise BucketUnnamed(
            "s3.toml: endpoint, bucket, access_key, secret_key[, region]"
        ) from error


def client_of(bucket: Bucket) -> Any:
    """A boto3 client, for many threads. The content of every PUT is signed."""
    return boto3.client(
        "s3",
        endpoint_url=bucket.endpoint,
        aws_access_key_id=bucket.access_key,
        aws_secret_access_key=bucket.secret_key,
        region_name=bucket.region,
        config=Config(
            connect_timeout=_DEADLINE_S,
            read_timeout=_DEADLINE_S,
            retries={"mode": "standard", "total_max_attempts": 3},
            request_checksum_calculation="when_required",  # not every store knows the new ones
            response_checksum_validation="when_required",
            max_pool_connections=32,
            s3={"addressing_style": "path", "payload_signing_enabled": True},
        ),
    )


class S3BlobShelf:
    """Attachments as objects. Parts of torn uploads are on this machine's disk."""

    def __init__(self, folder: Path, bucket: Bucket, reach: Reach) -> None:
        self._staging = Staging(folder)
        self._client = client_of(bucket)
        self._bucket = bucket.bucket
        self._reach = reach

    def recover(self) -> None:
        """After a start: what running uploads left becomes a part to go on from."""
        self._staging.recover()

    def has(self, sha256: str) -> bool:
        """Whether the whole attachment is in the bucket. Raises BucketUnreachable."""
        return self._size(sha256) is not None

    def read(self, sha256: str) -> bytes:
        """The sealed octets of a whole one, compared with their name. Raises BucketUnreachable."""
        try:
            answer = self._client.get_object(Bucket=self._bucket, Key=_key(sha256))
            octets: bytes = answer["Body"].read()
        except (BotoCoreError, ClientError) as error:
            raise BucketUnreachable from error
        if sha256_hex(octets) != sha256:
            raise BucketUnreachable
        return octets

    def held(self, sha256: str) -> int:
        """How many octets of it are here durably. Raises BucketUnreachable."""
        size = self._size(sha256)
        return self._staging.held(sha256) if size is None else size

    def begin(self, sha256: str) -> Upload:
        """An upload from the first octet."""
        return self._staging.begin(sha256, self._put_whole)

    def resume(self, sha256: str) -> Upload:
        """An upload that goes on from the part that is here."""
        return self._staging.resume(sha256, self._put_whole)

    def close(self) -> None:
        """Let go of the connections and of the folder of running uploads."""
        self._client.close()
        self._staging.close()

    def _size(self, sha256: str) -> int | None:
        try:
            answer = self._client.head_object(Bucket=self._bucket, Key=_key(sha256))
        except ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] in _GONE:
                return None
            raise BucketUnreachable from error
        except BotoCoreError as error:
            raise BucketUnreachable from error
        return int(answer["ContentLength"])

    def _put_whole(self, sha256: str, path: Path) -> None:
        """The synced file goes only when the store has said that it keeps the object: until then a
        sudden end leaves it as a part, and the next upload goes on from there."""
        self._reach(BLOB_BEFORE_RENAME)
        try:
            with path.open("rb") as file:
                self._client.put_object(Bucket=self._bucket, Key=_key(sha256), Body=file)
        except (BotoCoreError, ClientError) as error:
            self._staging.put_part(sha256, path)
            raise BucketUnreachable from error
        path.unlink()


def _key(sha256: str) -> str:
    return f"whole/{sha256[:2]}/{sha256}"
