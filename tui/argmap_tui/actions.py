"""Everything one can do, in one table: it feeds keys, key bar, help, palette and the user's keymap.

An action's `run` names a module of this package and a function in it, which gets the screen; the module is imported
when the action is first used.
"""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

Group = Literal["move", "look", "edit", "map", "argmap"]

Need = Literal["map to edit", "thing", "statement", "argument", "step", "back", "forward"]
"""What must be there: a map that can be edited; at the cursor a thing, a statement, an argument, one of the two."""

GROUPS: Final[dict[Group, str]] = {
    "move": "Moving",
    "look": "Looking",
    "edit": "Tagging and editing",
    "map": "The map",
    "argmap": "argmap",
}


class Action(NamedTuple):
    """One thing one can do.

    `label` is its word in the key bar (empty: not there), `help` what it does in a sentence.
    """

    id: str
    keys: tuple[str, ...]
    label: str
    help: str
    group: Group
    run: str
    needs: tuple[Need, ...] = ()


ACTIONS: Final[tuple[Action, ...]] = (
    Action("find", ("slash",), "find", "Find anything in the map as you type", "move", "moving:find"),
    Action("focus", ("space",), "", "Put the thing at the cursor into the centre", "move", "moving:focus", ("thing",)),
    Action("back", ("left_square_bracket",), "", "Go back to where you were", "move", "moving:back", ("back",)),
    Action("forward", ("right_square_bracket",), "", "Go forward again", "move", "moving:forward", ("forward",)),
    Action("jump", ("ctrl+o",), "", "Show a letter before every row, and jump to one", "move", "moving:jump"),
    Action("bookmark", ("b",), "", "Set or remove a bookmark", "move", "moving:bookmark", ("thing",)),
    Action("open-all", ("asterisk",), "", "Open all that lies behind", "move", "moving:open_all"),
    Action("trace", ("1",), "", "Trace what lies behind it", "look", "looking:trace"),
    Action(
        "around", ("f", "2"), "focus", "What it bears on, and the reasons for and against it", "look", "looking:around"
    ),
    Action(
        "experiments", ("3",), "", "List the experiments by status, with what they test", "look", "looking:experiments"
    ),
    Action("untested", ("4",), "", "List the unstated assumptions that nothing tests", "look", "looking:untested"),
    Action("scenarios", ("5",), "", "List the scenarios, with what each breaks", "look", "looking:scenarios"),
    Action(
        "tag",
        ("u",),
        "unstated",
        "Tag what the argument assumes and nobody said",
        "edit",
        "editing:tag",
        ("map to edit", "argument"),
    ),
    Action(
        "capture",
        ("colon",),
        "capture",
        "Write an argument down in one line while people talk",
        "edit",
        "capturing:capture",
        ("map to edit",),
    ),
    Action("add", ("a",), "add", "Add a statement", "edit", "editing:add", ("map to edit",)),
    Action(
        "support",
        ("s",),
        "support",
        "Add an argument for the statement",
        "edit",
        "editing:support",
        ("map to edit", "statement"),
    ),
    Action(
        "object",
        ("o",),
        "object",
        "Add an argument against the statement or argument",
        "edit",
        "editing:object_to",
        ("map to edit", "step"),
    ),
    Action(
        "experiment",
        ("x",),
        "experiment",
        "Add an experiment that tests it",
        "edit",
        "editing:experiment",
        ("map to edit", "step"),
    ),
    Action(
        "position",
        ("c",),
        "credence",
        "Note what a person holds of it: a credence, a reading",
        "edit",
        "editing:position",
        ("map to edit", "step"),
    ),
    Action("edit", ("e",), "edit", "Change its fields", "edit", "editing:edit", ("map to edit", "thing")),
    Action(
        "edit-text",
        ("E",),
        "",
        "Change it in your editor ($VISUAL or $EDITOR), as YAML",
        "edit",
        "own_editor:edit_text",
        ("map to edit", "thing"),
    ),
    Action(
        "rename",
        ("R",),
        "",
        "Give it another id; what refers to it follows",
        "edit",
        "editing:rename",
        ("map to edit", "thing"),
    ),
    Action(
        "combine",
        ("C",),
        "",
        "Make it and another thing one",
        "edit",
        "editing:combine",
        ("map to edit", "thing"),
    ),
    Action(
        "delete",
        ("d",),
        "delete",
        "Remove it, after showing what refers to it",
        "edit",
        "editing:delete",
        ("map to edit", "thing"),
    ),
    Action("undo", ("ctrl+z", "U"), "undo", "Take back the last edit", "edit", "editing:undo", ("map to edit",)),
    Action("redo", ("ctrl+y", "ctrl+r"), "", "Make again what was undone", "edit", "editing:redo", ("map to edit",)),
    Action("export", ("w",), "write", "Write the map, or what is shown, to a file", "map", "exporting:export"),
    Action(
        "picture",
        ("p",),
        "picture",
        "Draw what is around it, and open the picture",
        "map",
        "exporting:picture",
        ("thing",),
    ),
    Action("copy-id", ("y",), "", "Copy its id", "map", "moving:copy_id", ("thing",)),
    Action(
        "copy-map", ("M",), "", "Make a copy of the map that can be edited, and open it", "map", "exporting:copy_map"
    ),
    Action(
        "help",
        ("question_mark", "f1"),
        "help",
        "What can be done here, and with which key",
        "argmap",
        "helping:show_help",
    ),
    Action("palette", ("ctrl+p",), "", "All actions by name", "argmap", "helping:palette"),
    Action("theme", ("T",), "", "Light, dark, high contrast", "argmap", "helping:theme"),
    Action("quit", ("q",), "quit", "Leave argmap; everything is saved", "argmap", "moving:leave"),
)

BY_ID: Final = {action.id: action for action in ACTIONS}
