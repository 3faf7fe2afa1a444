"""The model city with what a simulation does to it: restarts, backups, restores, refusals."""

from collections.abc import Mapping

from bench.proof.model_city import Answer, Book, ModelCity
from bench.proof.verdict import CityView


class HurtCity:
    """One model city and its newest backup. `forgets` is a planted bug: the keys against doubles
    are kept for a while only."""

    def __init__(self, terminal: str, epoch: int, *, forgets: bool = False, page: int = 5) -> None:
        self.model = ModelCity(terminal, epoch, page=page)
        self._backup: Book = self.model.book.copy()
        self._restores = 0
        self._forgets = forgets

    def answer(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Answer as the model does."""
        return self.model.answer(method, target, headers, body)

    def restart(self) -> None:
        """As after a power cut of the city."""
        self.model.restart()
        self._expire()

    def back_up(self) -> None:
        """Keep all as it is now."""
        self._expire()
        self._backup = self.model.book.copy()

    def restore(self) -> None:
        """Go back to the newest backup."""
        self._restores += 1
        self.model.restore(self._backup, f"feed {self._restores + 1}")

    def move(self, choice: int) -> bool:
        """A clerk moves a case on."""
        return self.model.move(choice)

    def _expire(self) -> None:
        if self._forgets:
            self.model.forgotten = set(self.model.book.envelopes)

    def ever(self) -> frozenset[str]:
        """All that the city ever had durably: ids of envelopes and names of attachments."""
        return frozenset(self.model.ever)

    def view(self) -> CityView:
        """How it stands."""
        book = self.model.book
        return CityView(
            taken=[book.headers[name] for name in book.taken],
            digests=dict(book.envelopes),
            blobs=frozenset(book.blobs),
            told=[(change.subject, change.state) for change in book.changes],
            refused=frozenset(self.model.refused),
        )
