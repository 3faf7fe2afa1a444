"""Taking in what came by hand, from a stick or from a relay: the origin's signature counts.

A relay can carry and nothing else. The list is signed by the terminal that sealed the envelopes,
and only what stands in it, octet for octet, is looked at.
"""

from sqlalchemy import select

from city.bundle_receipts import make_receipt, wanted_blobs
from city.intake import Intake
from city.keys import CityKeys
from city.problems import Refusal
from city.store import Store
from city.tables import attachments, terminals
from city.uploads import Uploads
from core.bundle import Bundle, BundleBroken, CarriedReply, SignedBundle, read_bundle
from core.errors import Code
from core.exchange import ItemResult, SentItem
from core.wire import sha256_hex


class Carried:
    """Bundles of one city."""

    def __init__(self, store: Store, keys: CityKeys, intake: Intake) -> None:
        self._store = store
        self._keys = keys
        self._intake = intake

    def look(self, signed: SignedBundle) -> Bundle:
        """The list, when a terminal that is or was enrolled here signed it. Raises Refusal 422."""
        try:
            bundle = read_bundle(signed)
        except BundleBroken as error:
            raise _refused("bundle-invalid") from error
        with self._store.reading() as connection:
            row = connection.execute(
                select(terminals.c.public_key, terminals.c.revoked_at).where(
                    terminals.c.code == bundle.terminal, terminals.c.epoch == bundle.epoch
                )
            ).first()
        # the signature holds for the key that the list names: it must be the registered one
        if row is None or row.public_key != bundle.public_key:
            raise _refused("bundle-of-unknown-terminal")
        if row.revoked_at is not None:
            raise _refused("bundle-of-revoked-terminal")
        return bundle

    def take(self, signed: SignedBundle, items: list[SentItem]) -> CarriedReply:
        """Store what is new of these envelopes; with none, say how the bundle stands. Raises
        Refusal 422 for a list that does not count, or an envelope that does not stand in it."""
        bundle = self.look(signed)
        listed = {one.id: (one.sha256, one.signature) for one in bundle.envelopes}
        for item in items:
            if listed.get(item.id) != (sha256_hex(item.envelope), item.signature):
                raise _refused("envelope-not-in-bundle")
        results = self._intake.carry(bundle.terminal, items) if items else []
        return self.stand(signed, bundle, results)

    def stand(
        self, signed: SignedBundle, bundle: Bundle, results: list[ItemResult]
    ) -> CarriedReply:
        """How the bundle stands now; `results` of just now count before the book."""
        fresh = {result.id: result for result in results}
        with self._store.reading() as connection:
            return CarriedReply(
                onestop=1,
                receipt=make_receipt(connection, self._keys, bundle, signed.sha256, fresh),
                wanted=wanted_blobs(connection, bundle),
            )


class CarriedUploads:
    """Attachments by whoever brings them: they are named by their content, and are taken only
    where an accepted case of some terminal names them."""

    def __init__(self, store: Store, uploads: Uploads) -> None:
        self._store = store
        self._uploads = uploads

    def size_of(self, terminal: str, sha256: str) -> int | None:
        """The size that an accepted envelope declares, or None for one that no case names."""
        del terminal  # of the relay
        with self._store.reading() as connection:
            sizes = connection.execute(
                select(attachments.c.size).where(attachments.c.sha256 == sha256)
            ).scalars()
            return max(sizes, default=None)

    def register(self, terminal: str, sha256: str) -> None:
        """A whole attachment is on the disk: open it for every case that names it."""
        del terminal
        with self._store.reading() as connection:
            origins = set(
                connection.execute(
                    select(attachments.c.terminal).where(attachments.c.sha256 == sha256)
                ).scalars()
            )
        for origin in sorted(origins):
            self._uploads.register(origin, sha256)


def _refused(slug: str) -> Refusal:
    return Refusal(422, slug, code=Code.BUNDLE_FORGED)
