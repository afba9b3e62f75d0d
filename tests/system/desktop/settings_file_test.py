#!/usr/bin/python3
"""The settings window and the file that it writes: somebody else's edits, a broken file, entries beside the targets."""
from agent_session import CONFIG
from session import check
from settings_session import TITLE, run_tests


def somebody_elses_edit_is_merged(s):
    s.open_settings()
    s.press('Bakery', 'table cell')
    s.press('Move up')
    s.write_config(CONFIG.replace('check = "10.99.20.2"', 'check = "10.99.20.2"   # new here\nnotify = false'))
    s.wait(lambda: any('was changed meanwhile' in (p['text'] or '') for p in s.parts()), 'the news')
    s.screenshot('settings-merged')
    s.press('OK')
    s.wait(lambda: not s.windows(TITLE), 'the settings to close')
    lines = s.config().splitlines()
    check(lines.index('name = "Bakery"') < lines.index('name = "Shop"     # where the money comes from'), lines)
    check('notify = false' in lines and 'check = "10.99.20.2"   # new here' in lines, lines)


def broken_file_is_said_and_opened(s):
    s.open_settings()
    s.key('Escape')
    s.wait(lambda: not s.windows(TITLE), 'the settings to close')
    s.write_config('[display]\nicon = "color"\n')
    s.menu_event('Settings…')
    s.wait(lambda: s.windows(TITLE), 'the settings')
    s.wait(lambda: any('config.toml:2:8:' in (p['text'] or '') for p in s.parts()), 'the reason with its place')
    s.wait_part('Open configuration file', 'push button')
    s.screenshot('settings-broken')
    s.write_config()
    s.wait(lambda: s.part('Shop', 'table cell'), 'the window to work once the file does')


def clash_is_asked_about(s):
    # Both have renamed Bakery: only the person can say which it is to be.
    theirs = CONFIG.replace('name = "Bakery"', 'name = "Baker & Sons"')

    def clash(mine):
        s.press('Bakery', 'table cell')
        s.press('Edit…')
        s.wait(lambda: s.focused() == 'Name', 'the dialog')
        s.key('ctrl+a')
        s.type(mine)
        s.press('OK', window='Edit target')
        s.wait_part(mine, 'table cell')
        s.write_config(theirs)
        s.wait(lambda: any('changed meanwhile in the same places' in (p['text'] or '') for p in s.parts()), 'the question')
    s.open_settings()
    clash('Cake shop')
    s.screenshot('settings-clash')
    s.press("Use the file's")
    s.wait_part('Baker & Sons', 'table cell')
    check(not s.part('Cake shop', 'table cell'), 'both names are shown')
    check('sensitive' not in s.part('Apply', 'push button')['states'], 'there is something to apply')
    check(s.config() == theirs, s.config())
    s.key('Escape')
    s.wait(lambda: not s.windows(TITLE), 'the settings to close')

    s.write_config(CONFIG)
    s.menu_event('Settings…')
    s.wait_part('Bakery', 'table cell')
    clash('Cake shop')
    s.press('Keep my changes')
    s.press('OK')
    s.wait(lambda: not s.windows(TITLE), 'the settings to close')
    check(s.config() == CONFIG.replace('name = "Bakery"', 'name = "Cake shop"'), s.config())


def maintenance_is_entered_changed_and_removed(s):
    s.open_settings()
    s.wait_part('Targets', 'page tab')
    s.key('ctrl+Next')
    s.press('Add…')
    s.wait(lambda: s.focused() == 'Name', 'the dialog with the focus in its first field')
    s.type('Backups')
    s.key('Return')
    s.wait(lambda: s.windows('Add a maintenance') and
           any('when' in (p['text'] or '') for p in s.parts('Add a maintenance') if p['role'] == 'label'),
           'the reason why that is not enough')
    s.screenshot('settings-maintenance', s.windows('Add a maintenance')[0])
    s.key('alt+d')
    s.wait(lambda: s.focused() == 'Days', 'the field that the mnemonic names')
    s.type('sat')
    s.key('alt+f')
    s.wait(lambda: s.focused() == 'From', 'the field that the mnemonic names')
    s.type('02:00')
    s.key('alt+o')
    s.wait(lambda: s.focused() == 'To', 'the next one')
    s.type('4 am')
    s.wait(lambda: s.part('To', 'text')['description'] != '', 'the reason at the field')
    s.key('ctrl+a')
    s.type('04:00')
    s.press('OK', window='Add a maintenance')
    s.wait(lambda: not s.windows('Add a maintenance'), 'the dialog to close')
    s.press('Apply')
    begin = CONFIG.index('[[target]]')
    s.wait(lambda: s.config() == CONFIG[:begin] + """[[maintenance]]
name = "Backups"
days = ["sat"]
from = "02:00"
to = "04:00"

""" + CONFIG[begin:], 'the file: ' + s.config())
    entry = s.wait(lambda: [p for p in s.parts() if p['name'].startswith('Backups')], 'the entry in the list')[0]
    s.click(s.middle(entry))
    s.press('Edit…')
    s.wait(lambda: s.windows('Edit maintenance'), 'the dialog')
    s.key('alt+n', 'ctrl+a')
    s.type('Copies')
    s.key('Return')
    s.wait(lambda: not s.windows('Edit maintenance'), 'the dialog to close')
    entry = s.wait(lambda: [p for p in s.parts() if p['name'].startswith('Copies')], 'the new name in the list')[0]
    s.click(s.middle(entry))
    s.press('Remove')
    s.press('OK')
    s.wait(lambda: not s.windows(TITLE), 'the settings to close')
    check(s.config() == CONFIG, s.config())


def entry_with_a_problem_is_led_to(s):
    """What is wrong with a maintenance may be the doing of another page: its target is removed."""
    # Both over, so that the targets are watched on whatever day this runs.
    config = CONFIG + """
[[maintenance]]
name = "Backups"
begin = 2020-01-04T02:00:00Z
end = 2020-01-04T04:00:00Z

[[maintenance]]
name = "Copies"
targets = ["Shop"]
begin = 2020-01-05T02:00:00Z
end = 2020-01-05T04:00:00Z
"""

    def entry(name):
        found = [p for p in s.parts() if p['role'] == 'table cell' and p['name'].startswith(name + ': 2020')]
        return found[0] if found else None
    window = s.open_settings(config)
    s.press('Shop', 'table cell')
    s.press('Remove')
    s.wait(lambda: not s.part('Shop', 'table cell'), 'the row to go')
    s.press('OK')
    s.wait(lambda: entry('Copies') and 'selected' in entry('Copies')['states'], 'the entry to be marked')
    check('selected' not in entry('Backups')['states'], 'the other one is marked')
    s.screenshot('settings-maintenance-problem', window)
    s.key('Return')
    s.wait(lambda: s.windows('Edit maintenance'), 'the dialog about what has the focus')
    s.key('Escape')
    s.wait(lambda: not s.windows('Edit maintenance'), 'the dialog to close')
    s.click(s.middle(entry('Copies')))
    s.key('Delete')
    s.wait(lambda: not entry('Copies'), 'the entry to go')
    s.press('OK')
    s.wait(lambda: not s.windows(TITLE), 'the settings to close')
    left = config[:config.index('\n[[maintenance]]\nname = "Copies"')]
    check(s.config() == left.replace("""[[target]]
name = "Shop"     # where the money comes from
check = "shop.test"

""", ''), s.config())


def list_is_read_from_a_file(s):
    path = s.folder + '/vmPing.xml'
    with open(path, 'w') as out:
        out.write("""<vmping>
  <favorites>
    <favorite title="Street">
      <host>10.99.20.1</host>
      <host>10.99.20.2:25</host>
    </favorite>
  </favorites>
</vmping>
""")
    s.open_settings()
    s.press('Import…')
    s.wait(lambda: s.windows('Import targets'), 'the dialog')
    s.key('alt+f')
    s.wait(lambda: len(s.windows('Import targets')) == 2, 'the choice of a file')
    s.type(path)
    s.key('Return')
    s.wait(lambda: len(s.windows('Import targets')) == 1, 'the choice to be made')
    s.wait_part('tcp://10.99.20.2:25', 'table cell')
    s.screenshot('settings-import-file', s.windows('Import targets')[0])
    s.press('Import', window='Import targets')
    s.wait_part('Street', 'table cell')
    s.press('OK')
    s.wait(lambda: not s.windows(TITLE), 'the settings to close')
    added = s.config().removeprefix(CONFIG)
    check('check = "tcp://10.99.20.2:25"' in added and added.count('group = "Street"') == 2, s.config())


run_tests([somebody_elses_edit_is_merged, clash_is_asked_about, broken_file_is_said_and_opened,
           maintenance_is_entered_changed_and_removed, entry_with_a_problem_is_led_to, list_is_read_from_a_file])
