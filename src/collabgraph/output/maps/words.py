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
    "filtered_out": mark("not among what is shown"),
    "two_cases": mark("The two cases"),
    "beside": mark("side by side"),
    "together": mark("difference"),
    "granularity": mark("Actors are"),
    "offices": mark("offices"),
    "roles_inside": mark("roles in them"),
    "size_by": mark("Size of an actor"),
    "one_size": mark("all of one size"),
    "systems": mark("information systems"),
    "colour_by": mark("Colour of an actor"),
    "colour_kind": mark("Kind of actor"),
    "colour_sector": mark("Sector"),
    "colour_level": mark("Level of government"),
    "colour_community": mark("Community"),
    "community_n": mark("community {n}"),
    "community_convention": mark(
        "Communities are found among what is shown by the Louvain method, direction ignored, as the best of 20 starts "
        "in this page; an actor without ties has none."
    ),
    "not_stated": mark("not stated"),
    "other_values": mark("{n} other values"),
    "from_to": mark("{low} to {high}"),
    "arrange": mark("Let the map arrange itself"),
    "arranged": mark("The map has arranged itself. Pinned actors have stayed."),
    "first_places": mark("Undo all moves"),
    "first_places_again": mark("Every actor is in its first place again."),
    "save_layout": mark("Save the layout"),
    "copy_link": mark("Copy link"),
    "link_copied": mark("Link copied"),
    "link": mark("The link to what is shown"),
    "keep": mark("Keep the picture"),
    "save_svg": mark("Save as SVG"),
    "save_png": mark("Save as PNG"),
    "print": mark("Print"),
    "zoom_in": mark("Enlarge"),
    "zoom_out": mark("Make smaller"),
    "whole_picture": mark("Show the whole map"),
    "maps": mark("Maps"),
    "keys": mark(
        "By keyboard: arrows walk to the next actor, Page Up and Page Down go through all by name, T goes through the "
        "ties of one, Enter opens, Shift and arrows move an actor, P pins it, Escape goes back, + and - change the "
        "size, 0 shows the whole map. With the mouse: drag an actor to move and pin it, drag the map to move the map; "
        "Ctrl and the wheel change the size. With a finger: drag an actor; two fingers change the size."
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
    "shown_now": mark("Shown now: {sizes}."),
    "difference_title": mark("{first} and {second} in one picture"),
    "n_which": mark("{which}: {sizes}"),
    "in_both": mark("in both cases"),
    "only_in": mark("only in {case}"),
    "numbers": mark("Actors whose names have no room here"),
    "what_lines_mean": mark("What lines mean"),
    "what_marks_mean": mark("What marks mean"),
    "no_actor_known": mark("No actor is drawn: no claim on the bases of this map names one."),
    "no_tie_known": mark("No tie is drawn: none is known on the bases of this map. That does not mean there is none."),
    "all_filtered_out": mark("The filter hides every actor."),
    "ties_filtered_out": mark("The filter hides every tie."),
    "focus_not_here": mark("{name} is not in this map, or the filter hides it; so nothing near it is shown."),
    "show_all": mark("Show everything"),
    "focus_steps": mark("Shown: {name} and those at most {n} ties away."),
    "focus_any": mark("Shown: {name} and everyone it is connected to."),
    "show_only": mark("Show only"),
    "whole_map": mark("the whole map"),
    "within_one": mark("what is 1 tie away"),
    "within_two": mark("what is up to 2 ties away"),
    "within_three": mark("what is up to 3 ties away"),
    "within_any": mark("all it is connected to"),
    "path_to": mark("Shortest path to"),
    "choose_actor": mark("choose an actor"),
    "path_title": mark("Shortest path from {from} to {to}"),
    "path_length": mark("Ties on the way, in their direction: {n}. Where there are several such paths, this is one."),
    "path_ignoring": mark(
        "No path runs in the direction of the ties. Ignoring direction, there are so many ties on the way: {n}."
    ),
    "no_path": mark("No path is known in what is shown. That does not mean there is none."),
    "pin": mark("Pinned where it is"),
    "is_pinned": mark("Pinned: it stays when the map arranges itself."),
    "is_not_pinned": mark("No longer pinned."),
    "moved_and_pinned": mark("{name} has been moved and is pinned."),
    "enter_opens": mark("Enter opens it."),
    # Ties as sentences
    "who_does_what": mark("{from} {kind} {to}"),
    "tied_to": mark("{from} has a tie to {to}"),
    "tied_with": mark("{from} and {to} have a tie"),
    "strength_is": mark("strength: {n}"),
    "sign_is": mark("sign: {sign}"),
    "several_ties": mark("{n} ties between {one} and {other}. Press to open them."),
    "and_more": mark("and {n} more"),
    "metric_is": mark("{metric}: {n}"),
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
    "line_opens": mark(
        "A thin line is one claim. A thick line is several claims about the same two actors, in the style of the "
        "strongest basis; the more, the thicker. Press it to open them."
    ),
    "ties_are": mark("Ties"),
    "line_of_several": mark("several ties: press to open"),
    "no_arrows": mark("Ties have no direction."),
    "line_is_tie": mark("Each line is a tie, of whatever kinds and by however many claims."),
    "arrows": mark("Arrows show the direction; a line with two heads runs both ways."),
    "hollow": mark("Small and hollow: undefined ({reason})"),
    "metrics_on_all": mark("Metrics are measured on all actors and ties of the view."),
    "metrics_of_shown": mark("Metrics and communities are for what is shown ({sizes}), measured again in this page."),
    "metrics_for": mark("Metrics, for what is shown: {sizes}"),
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
    "size_from_to": mark("Size: {metric}, from {least} to {greatest}."),
}


def words() -> dict[str, Text]:
    """Every phrase by the page's name of it, in both languages, its fields still to be filled in."""
    speech = {lang: Speech(lang) for lang in LANGUAGES}
    return {key: Text({lang: speech[lang].as_written(phrase) for lang in LANGUAGES}) for key, phrase in WORDS.items()}
