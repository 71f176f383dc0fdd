"""What the pages promise, point by point, and the tests that hold them to it."""

import ast
from pathlib import Path

PROMISES = {
    "works without JavaScript": [
        "browser::a_person_searches_narrows_reads_and_goes_back_without_a_script",
        "script_live::the_page_is_what_it_is_without_a_script",
    ],
    "axe finds nothing in either theme": ["accessibility::axe_finds_nothing"],
    "nothing scrolls sideways at 320 px": ["browser::nothing_scrolls_sideways"],
    "can be used at 400 % zoom": [
        "browser::nothing_scrolls_sideways",
        "script_combobox::the_field_stays_in_sight_at_400_percent",
    ],
    "the keyboard goes where the eye goes": ["browser::the_keyboard_goes_where_the_eye_goes"],
    "a skip link comes first": ["browser::the_skip_link_comes_first_and_leads_to_the_results"],
    "one heading of the first level": [
        "results_page::every_page_has_one_heading_a_language_and_a_skip_link_that_leads_somewhere"
    ],
    "targets of 24 px": ["browser::targets_are_large_enough"],
    "focus is seen, and not under the bar": [
        "browser::focus_is_always_seen",
        "browser::the_current_mark_is_not_hidden_under_the_bar",
    ],
    "contrast of text, controls, bars and marks": [
        "browser::all_text_can_be_read_in_both_themes",
        "colours::colours_can_be_told_apart",
    ],
    "marks in links can be read": ["colours::a_mark_in_a_link_keeps_the_ink_of_marks"],
    "forced colours": ["browser::forced_colours_keep_what_colour_alone_would_say"],
    "right to left": ["browser::hebrew_runs_from_the_right"],
    "Enter sends what was typed": ["script_combobox::enter_searches_for_what_was_typed"],
    "Escape and Tab": ["script_combobox::escape_closes_and_then_empties", "script_combobox::tab_closes_and_leads_on"],
    "no suggestion is active while typing": [
        "script_combobox::typing_on_unchooses",
        "script_combobox::typing_offers_words_and_titles_and_chooses_none",
    ],
    "expanded only while the list is open": ["script_combobox::escape_closes_and_then_empties"],
    "the status is said once, politely": ["script_live::the_outcome_is_said_once_when_the_keys_rest"],
    "focus stays in the field": ["script_live::the_region_is_replaced_and_never_the_field"],
    "Back is one step, with the right field": ["script_live::typing_makes_one_step_back"],
    "stale answers are dropped": ["script_live::an_answer_to_what_is_no_longer_typed_is_dropped"],
    "a filter leads to the results": ["results_page::facets_are_links_that_add_take_away_and_land_on_the_results"],
    "counts of a field ignore its own choice": ["results_page::counts_of_a_facet_ignore_its_own_choice"],
    "chips name what they remove": ["results_page::chips_name_what_they_remove"],
    "an empty page offers counted searches": ["results_page::nothing_found_offers_counted_ways_out"],
    "partial results and failures are said": [
        "errors::without_an_index_every_page_is_503",
        "results_page::a_search_that_was_cut_short_says_so",
    ],
    "the table says what the bars say": ["timeline::the_table_says_what_the_bars_say"],
    "the next match without JavaScript": ["article_page::marks_are_numbered_and_one_is_current"],
    "print": ["browser::print_leaves_out_what_paper_cannot_do"],
    "bytes within the budget": [
        "budgets::pages_keep_within_their_budget",
        "script_pages::the_script_and_what_it_loads_are_small",
    ],
}


def test_every_promise_has_its_tests() -> None:
    found = {
        f"{file.stem.removeprefix('test_')}::{each.name.removeprefix('test_')}"
        for file in Path(__file__).parent.glob("test_*.py")
        for each in ast.parse(file.read_text("utf-8")).body
        if isinstance(each, ast.FunctionDef)
    }
    assert len(PROMISES) == 30
    assert {test for tests in PROMISES.values() for test in tests} <= found
