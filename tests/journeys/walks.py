"""The walks of the journeys, as text. Names of widgets are those of the kiosk's pages."""

_TO_CARD = """
until Idle
touch tile:work
touch package:CD-YJS-0002
until Answering
touch option:left
touch action:confirm
touch option:yes
touch action:confirm
until ChoosingOrgan
touch action:confirm
until ReadingNotice
touch action:confirm
until AwaitingCard
tell card-wanted
"""

_FORM = """
until AskingConsent
touch consent:give
until Filling
touch field:phone
type {phone}
"""

APPLY = _TO_CARD + _FORM
LOOK_UP = """
until Idle
tell card-wanted-again
until ViewingCases
"""
