"""Which page shows which state."""

from core.session import states as st
from kiosk.page import Page
from kiosk.pages.adding import AddingPage, CaptureMorePage
from kiosk.pages.browse import BrowsePage
from kiosk.pages.capture_material import CaptureMaterialPage
from kiosk.pages.card import AwaitCardPage, CardTroublePage
from kiosk.pages.cases import CasesPage
from kiosk.pages.choosing import AnsweringPage, OrganPage, SubjectPage
from kiosk.pages.consent import ConsentPage
from kiosk.pages.delivery import DeliveryPage
from kiosk.pages.draft import ResumeDraftPage
from kiosk.pages.face import FacePage
from kiosk.pages.form import FormPage
from kiosk.pages.help import HelpPage
from kiosk.pages.idle import IdlePage
from kiosk.pages.mandate import MandatePage
from kiosk.pages.materials import MaterialsPage
from kiosk.pages.notice import NoticePage
from kiosk.pages.rating import RatingPage
from kiosk.pages.receipt import ReceiptPage
from kiosk.pages.refused import RefusedPage
from kiosk.pages.search import SearchPage
from kiosk.pages.signing import SigningPage
from kiosk.pages.submitting import SubmittingPage, SubmitTroublePage
from kiosk.pages.taking_card import TakingCardPage
from kiosk.pages.withdraw import WithdrawPage

_PAGES: tuple[tuple[type[st.State], type[Page]], ...] = (
    (st.Idle, IdlePage),
    (st.Searching, SearchPage),
    (st.Browsing, BrowsePage),
    (st.Refused, RefusedPage),
    (st.ChoosingSubject, SubjectPage),
    (st.Answering, AnsweringPage),
    (st.ChoosingOrgan, OrganPage),
    (st.ReadingNotice, NoticePage),
    (st.AwaitingCard, AwaitCardPage),
    (st.CardTrouble, CardTroublePage),
    (st.ResumingDraft, ResumeDraftPage),
    (st.AskingConsent, ConsentPage),
    (st.CapturingFace, FacePage),
    (st.SigningMandate, MandatePage),
    (st.Filling, FormPage),
    (st.GivingMaterials, MaterialsPage),
    (st.CapturingMaterial, CaptureMaterialPage),
    (st.Signing, SigningPage),
    (st.ChoosingDelivery, DeliveryPage),
    (st.Submitting, SubmittingPage),
    (st.SubmitTrouble, SubmitTroublePage),
    (st.Received, ReceiptPage),
    (st.GivingRating, RatingPage),
    (st.TakingCard, TakingCardPage),
    (st.ViewingCases, CasesPage),
    (st.Withdrawing, WithdrawPage),
    (st.AddingMaterials, AddingPage),
    (st.CapturingMore, CaptureMorePage),
    (st.Helping, HelpPage),
)


def page_class(kind: type[st.State]) -> type[Page]:
    """The page of a kind of state. Raises KeyError for one that was forgotten."""
    return dict(_PAGES)[kind]
