#!/usr/bin/python3
"""Hooks in the settings window: entered by keyboard, called by the agent, changed without touching the rest of the file."""
import os

from agent_session import CONFIG, SHOP
from session import check
from settings_session import TALL, TITLE, run_tests

HOOKS = """
# The pager of the night shift.
[[hook]]
name = "Pager"
url = "https://hooks.example.com/T0/secret"   # ask Ann for a new one
headers = ["Authorization: Bearer secret"]

[[hook]]
command = ["/usr/local/bin/told", "--quietly"]
events = ["outage"]
"""


def open_alerts(s, config=CONFIG):
    window = s.open_settings(config)
    s.wait_part('Targets', 'page tab')
    s.key('ctrl+Next')
    s.wait_part('Add hook…', 'push button')
    return window


def bring_hooks_into_view(s):
    """They are the last on a page that scrolls: where the focus is, it scrolls to."""
    for _ in range(40):
        s.key('Tab')
        if s.focused() == 'Add hook…':
            return
    check(False, 'the Tab key does not lead to the hooks')


def program(s):
    """What is called writes down what it was told."""
    path, told = s.folder + '/told', s.folder + '/told.txt'
    with open(path, 'w') as out:
        out.write(f'#!/bin/sh\necho "$1 $TRAYPULSE_EVENT $TRAYPULSE_CAUSE $TRAYPULSE_TARGETS" >> {told}\n')
    os.chmod(path, 0o755)

    def lines():
        if not os.path.exists(told):
            return []
        with open(told) as file:
            return file.read().splitlines()
    return path, lines


def hook_is_added_by_keyboard_alone_and_called(s):
    path, lines = program(s)
    open_alerts(s)
    s.key('alt+k')
    s.wait(lambda: s.focused() == 'Name', 'the dialog with the focus in its first field')
    check(not any('call;' in (p['text'] or '') for p in s.parts('Add a hook')), 'an empty dialog complains')
    s.key('Return')
    s.wait(lambda: any('does not say what to call' in (p['text'] or '') for p in s.parts('Add a hook')), 'what is missing')
    check(s.windows('Add a hook'), 'the dialog closed in spite of a problem')
    s.key('alt+a')
    s.wait(lambda: s.focused() == 'Address', 'the field that the mnemonic names')
    s.type('mailto:me')
    s.wait(lambda: 'must begin with https:// or http://' in s.part('Address', 'text')['description'],
           'the reason at the field while typing')
    s.screenshot('settings-hook-problem', s.windows('Add a hook')[0])
    s.key('ctrl+a', 'BackSpace', 'alt+p')
    s.wait(lambda: s.focused() == 'Program', 'the field that the mnemonic names')
    s.type(path)
    s.key('Return')
    s.type('by-agent')
    s.key('alt+n')
    s.wait(lambda: s.focused() == 'Name', 'the field that the mnemonic names')
    s.type('Night shift')
    s.key('Return')
    s.wait(lambda: not s.windows('Add a hook'), 'the dialog to close')
    s.wait_part('Night shift', 'table cell')
    check(s.part(path, 'table cell'), 'the list does not say what is called')
    check(s.config() == CONFIG, 'written before it was asked for')
    s.key('alt+y')
    begin = CONFIG.index('[[target]]')
    s.wait(lambda: s.config() == CONFIG[:begin] + f"""[[hook]]
name = "Night shift"
command = ["{path}", "by-agent"]

""" + CONFIG[begin:], 'the file: ' + s.config())
    s.wait(lambda: s.events('loaded'), 'the agent to read it')
    s.tell(f'host {SHOP} down')
    s.wait(lambda: lines() == ['by-agent outage target_down Shop'], 'the call')
    s.tell(f'host {SHOP} up')
    s.wait(lambda: len(lines()) == 2, 'the second call')
    check(lines()[1] == 'by-agent recovery target_down Shop', lines())


def hooks_are_changed_switched_and_removed(s):
    open_alerts(s, CONFIG + HOOKS)
    bring_hooks_into_view(s)
    s.press('Pager', 'table cell')
    check(not any('secret' in (part['name'] + (part['text'] or '')) for part in s.parts()),
          'whoever looks on sees what nobody is to see')
    s.press('Edit hook…')
    s.wait(lambda: s.windows('Edit hook'), 'the dialog')
    check(s.part('Extra headers', 'text')['text'] == 'Authorization: Bearer secret', 'the headers are not shown')
    s.key('alt+g')
    s.wait(lambda: s.focused() == 'Give an attempt up after', 'the field that the mnemonic names')
    s.type('5s')
    s.key('alt+c', 'space')
    s.wait(lambda: 'checked' not in s.part('Call it', 'check box')['states'], 'the tick to go')
    s.key('alt+n', 'Return')
    s.wait(lambda: not s.windows('Edit hook'), 'the dialog to close')
    s.press('told', 'table cell')
    s.key('Delete')
    s.wait(lambda: not s.part('told', 'table cell'), 'the row to go')
    s.press('Apply')
    pager = HOOKS[:HOOKS.index('\n[[hook]]\ncommand')].replace('"Pager"\n', '"Pager"\nenabled = false\n')
    wanted = CONFIG + pager + 'timeout = "5s"\n'
    s.wait(lambda: s.config() == wanted, 'the comments and the order to be as they were')


def looking(dark, scale):
    def test(s):
        look = ('dark' if dark else 'light') + f'-{scale}x'
        window = open_alerts(s, CONFIG + HOOKS + ('\n[display]\ntheme = "dark"\n' if dark else ''))
        bring_hooks_into_view(s)
        s.press('Pager', 'table cell')
        s.wait_drawn()
        s.screenshot(f'settings-hooks-{look}', window)
        s.key('alt+h')
        dialog = s.wait(lambda: s.windows('Edit hook'), 'the dialog')[0]
        s.wait_drawn()
        s.screenshot(f'settings-hook-dialog-{look}', dialog)
    test.__name__ = f'hooks_look_right_{"dark" if dark else "light"}_{scale}x'
    test.session = {'screen': (TALL[0] * scale, TALL[1] * scale), 'scale': scale}
    return test


run_tests([hook_is_added_by_keyboard_alone_and_called, hooks_are_changed_switched_and_removed,
           *(looking(dark, scale) for dark in (False, True) for scale in (1, 2))])
