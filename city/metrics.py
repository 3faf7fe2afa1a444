"""What a Prometheus server scrapes: counts of this process, and the database's state as of now.

The registry is our own. Counts are of one server process; several processes are several targets.
"""

import time
from collections.abc import Iterator

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy import ColumnElement, func, select
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from city.catalogue import newest_end
from city.fleet import read_fleet
from city.fleet_rules import Condition
from city.store import Store
from city.tables import blobs, cases, changes, conflicts, envelopes

_ITEMS = (1, 5, 10, 25, 50, 100, 250)


class Metrics:
    """The metrics of one server."""

    def __init__(self, store: Store) -> None:
        self.registry = CollectorRegistry(auto_describe=False)
        self.requests = Counter(
            "onestop_requests", "Requests.", ["route", "method", "status"], registry=self.registry
        )
        self.batch_items = Histogram(
            "onestop_batch_items", "Envelopes in a batch.", buckets=_ITEMS, registry=self.registry
        )
        self.refused = Counter(
            "onestop_admission_refused", "Batches that found no place.", registry=self.registry
        )
        self.registry.register(_DatabaseState(store))

    def page(self) -> bytes:
        """The text format, version 0.0.4."""
        return generate_latest(self.registry)


class _DatabaseState(Collector):
    """Gauges that are read when they are asked for."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def describe(self) -> list[GaugeMetricFamily]:
        """Nothing is read before somebody asks."""
        return []

    def collect(self) -> Iterator[GaugeMetricFamily]:
        yield from self._fleet()
        ends = newest_end(self._store)
        if ends is not None:
            text = "Unix time at which the newest catalogue's last day begins."
            yield GaugeMetricFamily("onestop_catalogue_expires_seconds", text, value=ends)
        for name, text, value in self._counts():
            yield GaugeMetricFamily(f"onestop_{name}", text, value=value)

    def _fleet(self) -> Iterator[GaugeMetricFamily]:
        standings = read_fleet(self._store, int(time.time()))
        by_condition = GaugeMetricFamily(
            "onestop_terminals", "Terminals with a condition.", labels=["condition"]
        )
        for condition in Condition:
            holding = sum(condition in one.conditions for one in standings)
            by_condition.add_metric([condition.value], holding)
        well = sum(not one.conditions for one in standings)
        by_condition.add_metric(["well"], well)
        yield by_condition
        yield GaugeMetricFamily("onestop_fleet", "Terminals enrolled.", value=len(standings))
        for name, text, values in (
            ("oldest_waiting_seconds", "Oldest envelope at any terminal.", "oldest_s"),
            ("silence_seconds", "Longest since a heartbeat.", "heard_s"),
        ):
            most = max((getattr(one, values) or 0 for one in standings), default=0)
            yield GaugeMetricFamily(f"onestop_{name}", text, value=most)
        waiting = sum(one.waiting or 0 for one in standings)
        yield GaugeMetricFamily("onestop_waiting", "Envelopes at terminals.", value=waiting)

    def _counts(self) -> list[tuple[str, str, float]]:
        with self._store.reading() as connection:

            def count(what: ColumnElement[int], text: str, name: str) -> tuple[str, str, float]:
                found = connection.execute(select(what)).scalar_one()
                return name, text, float(found or 0)

            return [
                count(func.count(envelopes.c.id), "Envelopes stored.", "envelopes"),
                count(func.count(cases.c.id), "Cases.", "cases"),
                count(func.count(conflicts.c.sha256), "Conflicts for a person.", "conflicts"),
                count(func.count(blobs.c.sha256), "Attachments stored.", "blobs"),
                count(func.sum(blobs.c.size), "Octets of attachments.", "blob_octets"),
                count(func.max(changes.c.seq), "Newest number of the feed.", "change_seq"),
            ]


class CountRequests:
    """Counts every answer by the route's pattern, never by the path, which may name a case."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_and_count(message: Message) -> None:
            if message["type"] == "http.response.start":
                route = getattr(scope.get("route"), "path", "none")
                method = scope["method"] if route != "none" else "any"
                self._metrics.requests.labels(route, method, message["status"]).inc()
            await send(message)

        await self._app(scope, receive, send_and_count)
