"""The person's card among several: told by what it is, never by the reader."""

from collections.abc import Callable

import pytest

from core.card import IdCard
from core.card_choice import read_the_one
from core.errors import CardError, Code
from core.ports import CardNews
from tests.core.session.stage import card

ZHANGSAN, LISI = card(), card("测试李四", 2)


class Table:
    """Readers with what lies on them."""

    def __init__(self, **lying: IdCard | Code) -> None:
        self.lying = lying

    def watch(self, tell: Callable[[CardNews], None]) -> None: ...
    def stop(self) -> None: ...
    def read(self, reader: str) -> IdCard:
        found = self.lying[reader]
        if isinstance(found, Code):
            raise CardError(found)
        return found


def code_of(**lying: IdCard | Code) -> Code:
    with pytest.raises(CardError) as caught:
        read_the_one(Table(**lying), tuple(lying))
    return caught.value.code


@pytest.mark.parametrize("order", [("a", "b"), ("b", "a")])
def test_a_card_of_another_kind_on_any_reader_does_not_matter(order: tuple[str, str]) -> None:
    table = Table(a=Code.CARD_UNKNOWN, b=ZHANGSAN)
    assert read_the_one(table, order) == ZHANGSAN


def test_two_identity_cards_ask_the_person() -> None:
    assert code_of(a=ZHANGSAN, b=LISI) is Code.CARDS_TWO


def test_the_principals_card_may_stay_while_the_agents_is_read() -> None:
    table = Table(a=ZHANGSAN, b=LISI)
    assert read_the_one(table, ("a", "b"), ZHANGSAN.number) == LISI


def test_the_principals_card_alone_is_what_is_read() -> None:
    assert read_the_one(Table(a=ZHANGSAN), ("a",), ZHANGSAN.number) == ZHANGSAN


def test_the_failure_of_a_card_that_may_be_one_is_told() -> None:
    assert code_of(a=Code.CARD_UNKNOWN, b=Code.CARD_PULLED) is Code.CARD_PULLED
    assert code_of(a=Code.CARD_UNKNOWN) is Code.CARD_UNKNOWN
