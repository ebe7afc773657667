"""The stages of a recommendation are defined once: each has its facts, and nobody else compares or lists stages."""

import ast

import pytest
from django.utils.translation import override

from confman.web.models import status_tone
from outcomes.recommendations.domain.transitions import TRANSITIONS
from outcomes.recommendations.models.stages import STAGES, WAY, Stage
from tests.modules import modules_with
from tests.named_choices import by_name

OWNERS = ("outcomes/recommendations/models/stages.py", "outcomes/recommendations/domain/transitions.py")


class TestFacts:
    def test_each_stage_has_its_facts(self):
        assert list(STAGES) == list(Stage)

    @pytest.mark.parametrize("stage", Stage)
    def test_its_badge_has_the_tone_of_its_facts(self, stage):
        assert status_tone(stage) == STAGES[stage].tone

    @pytest.mark.parametrize("stage", Stage)
    def test_its_facts_agree(self, stage):
        facts = STAGES[stage]
        assert not facts.stop or facts.stop in WAY
        assert not (facts.written_by and facts.translated_by), "a text is written or frozen"
        assert not (facts.is_final and (facts.written_by or facts.translated_by)), (
            "a final text does not change"
        )
        assert not (facts.is_replaced and facts.is_public), "what was replaced is not shown"
        assert not (facts.is_merged or facts.is_split) or facts.is_replaced

    def test_in_russian_their_names_agree_with_a_recommendation(self):
        with override("ru"):
            first_words = {
                stage: str(stage.label).split(maxsplit=1) for stage in Stage if stage != Stage.DRAFT
            }
        for stage, words in first_words.items():
            word = words[1] if words[0] == "не" else words[0]
            assert word.split()[0].endswith("а"), stage

    def test_the_stops_of_the_way_stand_on_it(self):
        assert [STAGES[stop].stop for stop in WAY] == list(WAY)

    def test_nothing_leads_on_from_a_final_stage(self):
        left = {stage for each in TRANSITIONS.values() for stage in each.sources + each.expert_sources}
        assert left == {stage for stage, facts in STAGES.items() if not facts.is_final}

    def test_each_stage_is_reached_but_the_first_and_what_another_conference_brings(self):
        reached = {each.target for each in TRANSITIONS.values()}
        # An adoption with amendments has the transition of the one without.
        amended = {stage for stage, facts in STAGES.items() if facts.is_amended}
        assert set(Stage) - reached - amended == {
            stage for stage, facts in STAGES.items() if facts.is_carried_over
        }

    def test_the_plenary_decides_on_what_was_agreed_and_not_decided(self):
        adopt = TRANSITIONS["adopt"]
        agreed = {stage for stage, facts in STAGES.items() if facts.is_agreed and not facts.is_decided}
        assert {*adopt.sources, *adopt.expert_sources} == agreed


class TestSaidOnce:
    def test_nobody_but_the_table_compares_or_lists_stages(self):
        places = [
            f"{path}:{line}"
            for path, _text, code in modules_with("Stage", ["outcomes"])
            if path not in OWNERS
            for line in by_name(code, "Stage")
        ]
        assert not places

    @pytest.mark.parametrize(
        "code",
        [
            "row.stage == Stage.DRAFT",
            "row.stage in (Stage.DRAFT, Stage.TABLED)",
            "WAY = (Stage.DRAFT, Stage.TABLED)",
            "{Stage.DRAFT: 1, Stage.TABLED: 2}",
            "rows.filter(stage=row.Stage.DRAFT)",
            "Q(stage=Stage.DRAFT)",
        ],
    )
    def test_a_comparison_or_list_is_found(self, code):
        assert list(by_name(ast.parse(code), "Stage"))
