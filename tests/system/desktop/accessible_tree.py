#!/usr/bin/python3
"""Prints what assistive technology sees of a program: one JSON object a line, for each part that is shown.

A program of its own, because pyatspi belongs to the bus that it was started on.
"""
import json
import sys

import pyatspi
from gi.repository import GLib

STATES = {pyatspi.STATE_FOCUSED: 'focused', pyatspi.STATE_FOCUSABLE: 'focusable', pyatspi.STATE_CHECKED: 'checked',
          pyatspi.STATE_SENSITIVE: 'sensitive', pyatspi.STATE_SELECTED: 'selected'}


def text_of(part):
    try:
        text = part.queryText()
        return text.getText(0, -1)
    except NotImplementedError:
        return None


def place_of(part):
    try:
        box = part.queryComponent().getExtents(pyatspi.DESKTOP_COORDS)
        return [box.x, box.y, box.width, box.height]
    except NotImplementedError:
        return None


def walk(part, window=None):
    try:
        show(part, part.name if window is None else window)
    except GLib.Error:
        pass  # it has gone since its parent named it


def show(part, window):
    states = part.getState()
    if not states.contains(pyatspi.STATE_SHOWING):
        return
    print(json.dumps({'role': part.getRoleName(), 'name': part.name, 'description': part.description,
                      'window': window, 'text': text_of(part), 'place': place_of(part),
                      'states': [word for state, word in STATES.items() if states.contains(state)]}))
    for child in part:
        if child is not None:
            walk(child, window)


for program in pyatspi.Registry.getDesktop(0):
    if program is not None and program.name == sys.argv[1]:
        for top in program:
            if top is not None:
                walk(top)
