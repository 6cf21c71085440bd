"""Every phrase of the page of a map, in both languages, since the page can change its language."""

from __future__ import annotations

from collections.abc import Mapping

from collabgraph.words import LANGUAGES, Speech, Text, mark

#: The page's name of a phrase -> the phrase; its {fields} are filled in by the page.
WORDS: Mapping[str, str] = {
    # The page and its controls
    "skip": mark("Skip to the map"),
    "language": mark("Language"),
    "needs_script": mark("The map is drawn by JavaScript, which is off in this browser. These are its actors."),
    "actors_by_name": mark("Actors"),
    "choices": mark("Choices"),
    "search": mark("Find an actor"),
    "found": mark("Actors found"),
    "nothing_found": mark("No actor of this view has such a name."),
    "more_found": mark("{n} more; type on to narrow the search."),
    "filtered_out": mark("hidden by the filter"),
    "two_cases": mark("The two cases"),
    "beside": mark("side by side"),
    "together": mark("difference"),
    "granularity": mark("Actors are"),
    "offices": mark("offices"),
    "roles_inside": mark("roles in them"),
    "size_by": mark("Size of an actor"),
    "one_size": mark("all of one size"),
    "systems": mark("information systems"),
    "forces": mark("let the map arrange itself"),
    "keep": mark("Keep the picture"),
    "save_svg": mark("Save as SVG"),
    "save_png": mark("Save as PNG"),
    "print": mark("Print"),
    "zoom_in": mark("Enlarge"),
    "zoom_out": mark("Make smaller"),
    "whole_picture": mark("Show the whole map"),
    "maps": mark("Maps"),
    "keys": mark(
        "By keyboard: arrows walk to the next actor, Page Up and Page Down go through all by name, Enter opens one, "
        "Escape goes back, + and - change the size, 0 shows the whole map. With the mouse: Ctrl and the wheel change "
        "the size, dragging moves the map."
    ),
    "evidence_and_legend": mark("Evidence and legend"),
    "footer": mark("This page needs no network: everything it shows is inside it. Made by collabgraph."),
    # The drawings
    "one_actor": mark("{n} actor"),
    "n_actors": mark("{n} actors"),
    "one_tie": mark("{n} tie"),
    "n_ties": mark("{n} ties"),
    "from_one_claim": mark("{ties} from {n} tie claim"),
    "from_claims": mark("{ties} from {n} tie claims"),
    "by_strongest": mark("by the strongest basis of each tie: {bases}"),
    "n_on_basis": mark("{n} {basis}"),
    "shown_now": mark("Actors left by the filter: {n}."),
    "difference_title": mark("{first} and {second} in one picture"),
    "n_which": mark("{which}: {sizes}"),
    "in_both": mark("in both cases"),
    "only_in": mark("only in {case}"),
    "labels_hidden": mark(
        "Names without room here: {n} of {m}; they show when the map is enlarged, and the table has them all."
    ),
    "walked_to": mark("{name}, {kind}, {ties}. Enter opens the evidence."),
    "one_neighbour": mark("tied to {n} actor"),
    "n_neighbours": mark("tied to {n} actors"),
    "actors_shown": mark("Actors shown: {n}"),
    # The legend
    "legend": mark("Legend and filter"),
    "kind_of_actor": mark("Kind of actor"),
    "counts_actors": mark("The numbers count actors."),
    "counts_claims": mark("The numbers count tie claims: a tie can rest on several, and a claim can be of two ties."),
    "kind_of_tie": mark("Kind of tie"),
    "basis": mark("Basis"),
    "role": mark("Role"),
    "no_role": mark("no role coded"),
    "show_by": mark("Show by: {what}"),
    "all": mark("All"),
    "none": mark("None"),
    "n_of_m": mark("{n} of {m}"),
    "count_in": mark("{n} in {case}"),
    "size_shows": mark("Size: {metric}"),
    "all_of_one_size": mark("All actors are of one size."),
    "larger_of_two": mark("An actor in both cases has the size of the larger value."),
    "line_is_claim": mark("Each line is one claim; claims about the same two actors lie side by side."),
    "line_is_tie": mark("Each line is a tie, of whatever kinds and by however many claims."),
    "arrows": mark("Arrows show the direction; a line with two heads runs both ways."),
    "hollow": mark("Small and hollow: undefined ({reason})"),
    "metrics_on_all": mark("Metrics are measured on all ties of the view, not on what the filter leaves."),
    "not_drawn": mark("What is not drawn"),
    "not_drawn_is_unknown": mark(
        "Where no tie is drawn, none is known; that does not mean there is none. What is not reported is not absent."
    ),
    "left_out": mark("Tie claims left out of the view: {reasons}."),
    "omitted": mark("{n} {reason}"),
    "nothing_left_out": mark("No tie claim is left out of the view."),
    "what_is_missing": mark("What is missing, and why"),
    # The evidence pane
    "evidence": mark("Evidence"),
    "evidence_hint": mark("Choose an actor or a tie on the map or in the table: here is what it rests on."),
    "close": mark("Close the evidence"),
    "close_key": mark("Close (Escape)"),
    "sector_is": mark("sector: {sector}"),
    "level_is": mark("level of government: {level}"),
    "may_be": mark("Which actor this is stays open; it may be:"),
    "belongs_to": mark("Belongs to:"),
    "not_in_case": mark(
        "No claim names this actor in this case on the bases of this map. That does not mean it takes no part."
    ),
    "roles": mark("Roles"),
    "metrics": mark("Metrics"),
    "undefined": mark("undefined"),
    "undefined_because": mark("undefined ({reason})"),
    "no_tie": mark("No tie is known; that does not mean there is none."),
    "tie_not_known": mark("No claim of this case mentions such a tie. That does not mean there is none."),
    "to": mark("to"),
    "from": mark("from"),
    "with": mark("with"),
    "and": mark("and"),
    "kind_on_basis": mark("{kind} ({basis})"),
    "claimed_absent": mark("Claimed not to exist"),
    "not_settled": mark("Not settled whether it exists"),
    "status": mark("Status"),
    "attribution": mark("Attribution"),
    "sources": mark("Sources"),
    "date": mark("Date"),
    "confidence": mark("Coder's confidence"),
    # The tables, and the statements of each case
    "tables": mark("The same as a table"),
    "tables_note": mark(
        "A name opens the evidence; a heading sorts. What the filter hides is not in the table either."
    ),
    "table_of": mark("Actors in: {case}"),
    "table_of_both": mark("Actors of both cases"),
    "actor": mark("Actor"),
    "in_which_case": mark("In which case"),
    "neighbours": mark("Tied to"),
    "metric_in": mark("{metric}, {case}"),
    "not_there": mark("not in this case"),
    "about": mark("How the cases were coded"),
    "period": mark("Period"),
    "who_counts": mark("Who counts as a participant"),
    "what_is_a_tie": mark("What counts as a tie"),
    "missing_data": mark("Missing data"),
    "not_said": mark("The case file does not say."),
    # The saved picture
    "picture_room": mark("Names without room: {n} of {m}; each is in the title of its mark."),
    "basis_is": mark("basis: {basis}"),
    "size_from_to": mark("Size: {metric}, from {least} to {greatest}."),
}


def words() -> dict[str, Text]:
    """Every phrase by the page's name of it, in both languages, its fields still to be filled in."""
    speech = {lang: Speech(lang) for lang in LANGUAGES}
    return {key: Text({lang: speech[lang].as_written(phrase) for lang in LANGUAGES}) for key, phrase in WORDS.items()}
