"""One running city: its parts, put together once."""

import time
from dataclasses import dataclass
from pathlib import Path
from secrets import SystemRandom

from city.admission import Admission
from city.blobs import BlobShelf, FileBlobShelf
from city.carried import Carried, CarriedUploads
from city.catalogue import CatalogueShelf
from city.enrolment import Enrolment, count_enrolled
from city.failpoints import Reach, reaching
from city.feed_bell import FeedBell
from city.gate import Gate
from city.heartbeats import HeartbeatBook
from city.intake import Intake
from city.keys import CityKeys, make_keys, read_keys
from city.load import Load
from city.matters import matters_in
from city.metrics import Metrics
from city.operator_door import OperatorDoor, operator_token
from city.revocations import RevocationShelf
from city.s3_blobs import S3BlobShelf, read_bucket
from city.schema import check, migrate
from city.settings import Settings
from city.store import Store, open_store
from city.terms import CityTerms
from city.upload_slots import UploadSlots
from city.uploads import Uploads


@dataclass(frozen=True, slots=True)
class City:
    """The parts that the routes speak to."""

    settings: Settings
    keys: CityKeys
    store: Store
    gate: Gate
    enrolment: Enrolment
    intake: Intake
    load: Load
    admission: Admission
    slots: UploadSlots
    terms: CityTerms
    shelf: BlobShelf
    uploads: Uploads
    catalogue: CatalogueShelf
    bell: FeedBell
    revocations: RevocationShelf
    carried: Carried
    carried_uploads: CarriedUploads
    heartbeats: HeartbeatBook
    metrics: Metrics
    door: OperatorDoor

    def close(self) -> None:
        """Let go of the database and of the attachments."""
        self.store.close()
        self.shelf.close()


def prepare(folder: Path, database_url: str = "") -> bool:
    """Make keys and database, or bring the database up to date; says whether the keys are new.
    Raises SchemaNewer, DatabaseUnknown."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    new = make_keys(folder)
    store = open_store(Settings(folder, "", database_url=database_url).database)
    migrate(store)
    store.close()
    return new


def open_city(settings: Settings, *, beside: bool = False) -> City:
    """Open what `init` made, and finish what a sudden end left; not where this process only works
    `beside` a server, whose uploads may be running. Raises KeysMissing, SchemaOlder,
    SchemaNewer, DatabaseUnknown, BucketUnnamed."""
    keys = read_keys(settings.folder)
    store = open_store(settings.database)
    check(store)
    reach = reaching(settings.failpoint)
    shelf = _shelf_of(settings, reach)
    uploads = Uploads(store, shelf, keys, reach)
    if not beside:
        shelf.recover()
        uploads.reconcile()
    limits = settings.limits.share(settings.processes)
    load = Load(
        time.monotonic,
        floor_s=settings.window_s,
        processes=settings.processes,
        enrolled=count_enrolled(store),
    )
    uniform = SystemRandom().uniform
    slots = UploadSlots(time.monotonic, uniform, budget=limits.uploads, each=limits.uploads_each)
    terms = CityTerms(load, slots, poll_s=settings.poll_s, retention_days=settings.retention_days)
    metrics = Metrics(store)
    intake = Intake(store, keys, matters_in(settings.folder), settings.limits, terms, reach)
    return City(
        settings=settings,
        keys=keys,
        store=store,
        gate=Gate(store),
        enrolment=Enrolment(store, keys, settings.public_url),
        intake=intake,
        load=load,
        admission=Admission(
            load,
            uniform,
            metrics.refused.inc,
            at_work=limits.batches_at_work,
            inside=limits.batches_inside,
        ),
        slots=slots,
        terms=terms,
        shelf=shelf,
        uploads=uploads,
        catalogue=CatalogueShelf(store, keys),
        bell=FeedBell(store),
        revocations=RevocationShelf(store, keys),
        carried=Carried(store, keys, intake),
        carried_uploads=CarriedUploads(store, uploads),
        heartbeats=HeartbeatBook(store),
        metrics=metrics,
        door=OperatorDoor(operator_token(settings.folder)),
    )


def _shelf_of(settings: Settings, reach: Reach) -> BlobShelf:
    folder = settings.folder / "blobs"
    bucket = read_bucket(settings.folder)
    return FileBlobShelf(folder, reach) if bucket is None else S3BlobShelf(folder, bucket, reach)
