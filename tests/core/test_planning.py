"""What one applicant has to do: the rules, one by one and over random packages."""

from collections import Counter
from datetime import date
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from core.catalogue import Effect, Field, FieldGroup, Item, Option, Package, Subject
from core.critical_path import critical_path
from core.plan import Burden, Plan, Rule
from core.planning import NO_LONGER, NOT_YET, OTHER_SUBJECT, make_plan, reason_key
from core.situation import first_options
from resources.catalogue_files import own_catalogue
from tests.core.catalogue_rows import DAY, a_material, a_package, a_question, an_item

PHARMACY = own_catalogue().package("CD-YJS-0001")
ENTERPRISE = Subject.ENTERPRISE
MAIN_PATH = first_options(PHARMACY, ENTERPRISE, {})
YES_NO = (Option(code="yes", title="是"), Option(code="no", title="否"))


def pharmacy(**answers: str) -> Plan:
    return make_plan(PHARMACY, ENTERPRISE, {**MAIN_PATH, **answers}, DAY)


def option(code: str, **effect: object) -> Option:
    return Option(code=code, title=code, effect=Effect(**effect))  # type: ignore[arg-type]


def rules_of(plan: Plan) -> Counter[Rule]:
    return Counter(removal.rule for removal in plan.removals)


# ── the pharmacy, with the published figures ───────────────────────────────────────────────────


def test_a_chain_pharmacy_goes_from_seven_applications_to_one_and_from_44_materials_to_25() -> None:
    plan = pharmacy()
    assert plan.before == Burden(applications=7, materials=44, steps=23, days=50)
    assert plan.after == Burden(applications=1, materials=25, steps=11, days=38)
    assert rules_of(plan) == {Rule.MERGE_FORMS: 6, Rule.PASS_INSIDE: 6, Rule.ASK_ONCE: 8}


def test_the_longest_chain_of_the_pharmacy_is_information_and_not_the_promise() -> None:
    plan = pharmacy()
    assert (plan.critical_path_days, plan.critical_path) == (23, ("BRANCH", "DRUG"))
    assert plan.after.days == 38


def test_the_figures_are_there_before_the_first_answer() -> None:
    plan = make_plan(PHARMACY, ENTERPRISE, {}, DAY)
    assert (plan.before.materials, plan.after.materials) == (44, 25)
    assert plan.open_questions[0].code == "who"


def test_a_shop_that_has_its_licence_hands_in_one_copy_and_starts_everything_at_once() -> None:
    plan = pharmacy(licence="have")
    assert ("BRANCH", "licence", "have") in plan.dropped_items
    licence = next(each for each in plan.materials if each.material.code == "LIC")
    assert licence.items == ("SEAL", "DRUG", "DEVICE", "FOOD", "FIRE", "BOARD")
    assert Rule.PASS_INSIDE not in rules_of(plan)
    assert plan.critical_path == ("DRUG",)


def test_a_sole_trader_needs_no_articles_of_association() -> None:
    plan = pharmacy(who="trader")
    taken = {(each.material, each.question) for each in plan.removals if each.rule is Rule.ANSWER}
    assert taken == {("PLIC", "who"), ("PART", "who"), ("APPT", "who")}
    assert "parent_uscc" not in {field.key for page in plan.pages for field in page.fields}


def test_herbal_pieces_add_their_three_materials() -> None:
    assert pharmacy(drugs="rx_herb").after.materials == 28


def test_who_sells_only_class_b_medicines_needs_no_licensed_pharmacist() -> None:
    codes = {each.material.code for each in pharmacy(drugs="otc_b").materials}
    assert "LP" not in codes
    assert "OTC_TRAIN" in codes


def test_class_three_devices_need_a_permit_instead_of_a_filing() -> None:
    codes = [item.code for item in pharmacy(goods="other", device_class="class3").items]
    assert "DEVICE3" in codes
    assert "DEVICE" not in codes


def test_prepacked_food_needs_a_filing_only_since_2021() -> None:
    answers = {**MAIN_PATH, "goods": "other", "food": "prepacked"}
    now = make_plan(PHARMACY, ENTERPRISE, answers, DAY)
    then = make_plan(PHARMACY, ENTERPRISE, answers, date(2020, 6, 1))
    assert "FOOD_FILING" in [item.code for item in now.items]
    assert ("FOOD_FILING", "", "") in then.dropped_items
    assert rules_of(then)[Rule.NOT_IN_FORCE] == 3


def test_detailed_questions_are_asked_only_for_other_goods() -> None:
    assert "food" not in [question.code for question in pharmacy().asked_questions]
    assert "food" in [question.code for question in pharmacy(goods="other").open_questions]


def test_a_small_shop_without_a_sign_drops_two_items_with_their_materials() -> None:
    plan = pharmacy(area="small", sign="no")
    assert plan.before.applications == 5
    assert {each.item for each in plan.removals if each.rule is Rule.ANSWER} == {"FIRE", "BOARD"}


def test_a_promise_is_never_longer_than_the_items_one_after_the_other() -> None:
    plan = pharmacy(licence="have", goods="drugs_only", area="small", sign="no")
    assert plan.before.days == 21
    assert plan.after.days == 21


def test_a_chain_of_items_that_is_longer_than_the_promise_is_what_counts() -> None:
    plan = pharmacy(licence="have", insurance="yes")
    assert plan.critical_path == ("DRUG", "INSURANCE")
    assert plan.after.days == plan.critical_path_days == 80


def test_an_answer_that_is_not_asked_any_more_does_not_count() -> None:
    plan = pharmacy(food="none", insurance="yes")
    assert dict(plan.answers).keys() == MAIN_PATH.keys()
    assert plan.after.materials == 25


def test_three_materials_may_be_handed_in_later() -> None:
    later = {each.material.code for each in pharmacy().materials if each.material.deferrable}
    assert later == {"LP", "HEALTH", "SIGN"}


# ── single rules ───────────────────────────────────────────────────────────────────────────────


def test_a_package_ends_before_its_first_and_after_its_last_day() -> None:
    items = [an_item("A")]
    package = a_package(items, [], valid_from=DAY, valid_to=DAY)
    assert make_plan(package, ENTERPRISE, {}, DAY).refusal == ""
    assert make_plan(package, ENTERPRISE, {}, date(2026, 11, 22)).refusal == NOT_YET
    assert make_plan(package, ENTERPRISE, {}, date(2026, 11, 24)).refusal == NO_LONGER
    replaced = a_package(items, [], valid_to=DAY, replaced_by="请办新的一件事。")
    assert make_plan(replaced, ENTERPRISE, {}, date(2027, 1, 1)).refusal == "请办新的一件事。"


def test_a_package_for_persons_is_refused_to_an_enterprise() -> None:
    package = a_package([an_item("A")], [], subjects=[Subject.PERSON])
    assert make_plan(package, ENTERPRISE, {}, DAY).refusal == OTHER_SUBJECT


def test_an_answer_that_ends_the_way_ends_the_questions_too() -> None:
    stop = a_question("Q1", option("stop", refuse="rule.other_subject"), option("go"))
    package = a_package([an_item("A")], [], [stop, a_question("Q2", *YES_NO)])
    plan = make_plan(package, ENTERPRISE, {"Q1": "stop"}, DAY)
    assert plan.refusal == "rule.other_subject"
    assert [question.code for question in plan.asked_questions] == ["Q1"]


def test_an_item_that_an_answer_adds_is_not_there_without_it() -> None:
    add = a_question("Q1", option("yes", add_items=["B"]), option("no"))
    package = a_package([an_item("A"), an_item("B")], [], [add])
    for answer, items in (("yes", ["A", "B"]), ("no", ["A"]), ("", ["A"])):
        plan = make_plan(package, ENTERPRISE, {"Q1": answer}, DAY)
        assert [item.code for item in plan.items] == items
        assert plan.dropped_items == ()


def test_an_order_that_ran_through_a_dropped_item_still_holds() -> None:
    drop = a_question("Q1", option("yes", drop_items=["B"]), option("no"))
    items = [an_item("A"), an_item("B", after=["A"]), an_item("C", after=["B"])]
    plan = make_plan(a_package(items, [], [drop]), ENTERPRISE, {"Q1": "yes"}, DAY)
    assert plan.critical_path == ("A", "C")


def test_an_answer_sets_the_promised_days_of_an_item() -> None:
    fast = a_question("Q1", option("yes", days={"A": 1}), option("no"))
    package = a_package([an_item("A", days=9)], [], [fast])
    assert make_plan(package, ENTERPRISE, {"Q1": "yes"}, DAY).after.days == 1
    assert make_plan(package, ENTERPRISE, {"Q1": "no"}, DAY).after.days == 9


def test_everything_dropped_leaves_nothing_to_do() -> None:
    drop = a_question("Q1", option("yes", drop_items=["A"]), option("no"))
    package = a_package([an_item("A", "M")], [a_material("M")], [drop], promise=9)
    plan = make_plan(package, ENTERPRISE, {"Q1": "yes"}, DAY)
    assert plan.after == plan.before == Burden(0, 0, 0, 0)
    assert plan.pages == ()


def test_a_field_is_asked_where_its_items_and_its_answers_are() -> None:
    fields = [
        Field(key="a", label="a", items=["A"]),
        Field(key="b", label="b", items=["A"], when={"subject": ["person"]}),
    ]
    package = a_package([an_item("A")], [], groups=[FieldGroup(title="页", fields=fields)])
    asked = make_plan(package, ENTERPRISE, {}, DAY).pages[0].fields
    assert [field.key for field in asked] == ["a"]


# ── random packages and answers ────────────────────────────────────────────────────────────────

CODES = ("M0", "M1", "M2", "F0", "F1", "L0")


@st.composite
def packages(draw: st.DrawFn) -> Package:
    """Packages of up to six items with random materials, orders, terms and two questions."""
    items: list[Item] = []
    for number in range(draw(st.integers(1, 6))):
        names = [item.code for item in items]
        items.append(
            an_item(
                f"I{number}",
                *draw(st.lists(st.sampled_from(CODES), unique=True)),
                after=draw(st.lists(st.sampled_from(names), unique=True)) if names else [],
                days=draw(st.integers(0, 30)),
                valid_from=draw(st.sampled_from([date(2020, 1, 1), date(2030, 1, 1)])),
            )
        )
    names = [item.code for item in items]
    effects = st.builds(
        Effect,
        drop_items=st.lists(st.sampled_from(names), max_size=2),
        add_items=st.lists(st.sampled_from(names), max_size=1),
        drop_materials=st.lists(st.sampled_from(CODES), max_size=2),
        add_materials=st.dictionaries(
            st.sampled_from(names), st.lists(st.sampled_from(CODES), unique=True), max_size=2
        ),
    )
    options = st.tuples(effects, effects).map(
        lambda two: (
            Option(code="yes", title="是", effect=two[0]),
            Option(code="no", title="否", effect=two[1]),
        )
    )
    questions = [
        a_question("Q1", *draw(options)),
        a_question("Q2", *draw(options), when={"Q1": ["yes"]}),
    ]
    materials = [a_material(code) for code in CODES[:3]]
    materials += [a_material(code, kind="form") for code in CODES[3:5]]
    materials += [a_material("L0", kind="licence", issued_by_item="I0")]
    return a_package(items, materials, questions, promise=draw(st.none() | st.integers(0, 60)))


ANSWERS = st.dictionaries(
    st.sampled_from(["Q1", "Q2", "Q3"]), st.sampled_from(["yes", "no", "nonsense"])
)


@given(packages(), ANSWERS)
def test_every_material_is_kept_or_removed_by_a_rule(
    package: Package, answers: dict[str, str]
) -> None:
    plan = make_plan(package, ENTERPRISE, answers, DAY)
    rules = rules_of(plan)
    between = rules[Rule.MERGE_FORMS] + rules[Rule.PASS_INSIDE] + rules[Rule.ASK_ONCE]
    assert plan.before.materials == len(plan.materials) + between
    assert plan.after.materials == len(plan.materials) + bool(rules[Rule.MERGE_FORMS])
    assert all(removal.reason == reason_key(removal.rule) for removal in plan.removals)
    for removal in plan.removals:
        assert bool(removal.question) == (removal.rule is Rule.ANSWER)


@given(packages(), ANSWERS)
def test_together_is_never_more_than_each_by_itself(
    package: Package, answers: dict[str, str]
) -> None:
    plan = make_plan(package, ENTERPRISE, answers, DAY)
    assert plan.critical_path_days <= plan.after.days <= plan.before.days
    assert plan.after.materials <= plan.before.materials
    assert plan.after.applications <= plan.before.applications
    assert plan.after.steps <= plan.before.steps


@given(packages(), ANSWERS)
def test_the_critical_path_runs_along_the_order_of_items(
    package: Package, answers: dict[str, str]
) -> None:
    items = {item.code: item for item in make_plan(package, ENTERPRISE, answers, DAY).items}
    days, path = critical_path(tuple(items.values()))
    assert days == sum(items[code].days_promised for code in path)
    for earlier, later in pairwise(path):
        assert earlier in items[later].after


@given(packages(), ANSWERS)
def test_each_material_is_handed_in_once_and_names_its_items(
    package: Package, answers: dict[str, str]
) -> None:
    plan = make_plan(package, ENTERPRISE, answers, DAY)
    codes = [each.material.code for each in plan.materials]
    assert len(codes) == len(set(codes))
    for each in plan.materials:
        needing = tuple(i.code for i in plan.items if each.material.code in i.materials)
        assert each.items == needing


@given(
    st.sampled_from(PHARMACY.subjects),
    st.fixed_dictionaries(
        {},
        optional={
            question.code: st.sampled_from([each.code for each in question.options])
            for question in PHARMACY.questions
        },
    ),
)
def test_every_situation_of_the_pharmacy_can_be_answered_to_the_end(
    subject: Subject, answers: dict[str, str]
) -> None:
    whole = {**answers, **first_options(PHARMACY, subject, answers)}
    plan = make_plan(PHARMACY, subject, whole, DAY)
    assert plan.open_questions == ()
    assert plan.refusal == ""
    assert "DRUG" in [item.code for item in plan.items]
    assert plan.after.applications == 1
