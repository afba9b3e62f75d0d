#!/usr/bin/python3
"""The settings window of the real agent, driven by keyboard and mouse, seen by assistive technology."""
import os
import shutil

from agent_session import CONFIG, SHOP
from session import check
from settings_session import TALL, TITLE, run_tests

AUTOSTART = os.path.join(os.path.dirname(os.path.abspath(__file__)), '../../../installer/linux/autostart.desktop')
PAGES = ('targets', 'alerts', 'display', 'history', 'advanced')


def target_is_added_by_keyboard_alone(s):
    s.open_settings()
    s.wait_part('Add…', 'push button')
    s.key('alt+a')
    s.wait(lambda: s.focused() == 'Name', 'the dialog with the focus in its first field')
    s.type('Office printer')
    s.key('alt+a')
    s.wait(lambda: s.focused() == 'Address', 'the mnemonic to lead there')
    s.type('tpc://10.99.20.2:25')
    s.wait(lambda: 'unknown kind of check "tpc" (did you mean "tcp"?)' in s.part('Address', 'text')['description'],
           'the reason at the field while typing')
    shown = [part['text'] for part in s.parts('Add a target') if part['role'] == 'label']
    check(any('unknown kind of check "tpc"' in (text or '') for text in shown), shown)
    s.screenshot('settings-problem')
    s.key('ctrl+a')
    s.type('10.99.20.2')
    s.wait(lambda: s.part('Address', 'text')['description'] == '', 'the reason to go')
    s.key('alt+i')
    s.wait(lambda: s.focused() == 'Interval', 'the interval')
    s.type('5 s')
    s.wait(lambda: '"interval" = "5 s" is no duration' in s.part('Interval', 'text')['description'],
           'the reason at the interval')
    s.key('Return')
    s.wait(lambda: s.focused() == 'Interval', 'Enter to stay at what is wrong')
    check(s.windows('Add a target'), 'the dialog closed in spite of a problem')
    s.key('ctrl+a')
    s.type('5s')
    s.screenshot('settings-target-dialog', s.windows('Add a target')[0])
    s.key('Return')
    s.wait(lambda: not s.windows('Add a target'), 'the dialog to close')
    s.wait_part('Office printer', 'table cell')
    check(s.config() == CONFIG, 'written before it was asked for')
    s.key('Return')
    s.wait(lambda: not s.windows(TITLE), 'the settings to close')
    check(s.config() == CONFIG + """
[[target]]
name = "Office printer"
check = "10.99.20.2"
interval = "5s"
""", s.config())
    s.wait_state('Office printer', 'up')


def wrong_field_is_led_to_and_undone(s):
    s.open_settings()
    s.wait_part('Targets', 'page tab')
    s.key('ctrl+Next', 'ctrl+Next', 'ctrl+Next')
    s.wait_part('Minutes for', 'text')
    s.key('alt+s')
    s.wait(lambda: s.focused() == 'Every single request for', 'the field')
    s.type('300')
    s.wait(lambda: 'minutes are made of samples' in s.part('Every single request for', 'text')['description'],
           'the reason')
    s.screenshot('settings-undo')
    s.key('ctrl+Next', 'Return')
    s.wait(lambda: s.focused() == 'Every single request for', 'Enter to lead back to what is wrong')
    s.press('Undo the change of: Every single request for')
    s.wait(lambda: s.part('Every single request for', 'text')['text'] == '', 'the field as it was')
    check('sensitive' not in s.part('Apply', 'push button')['states'], 'there is something to apply')
    check(s.config() == CONFIG, s.config())


def escape_leaves_the_file_alone(s):
    s.open_settings()
    s.wait_part('Remove', 'push button')
    s.key('Delete')
    s.wait(lambda: not s.part('Router', 'table cell'), 'the row to go')
    s.key('Escape')
    s.wait(lambda: not s.windows(TITLE), 'the settings to close')
    check(s.config() == CONFIG, s.config())


def targets_are_moved_edited_and_tested_by_mouse(s):
    s.open_settings()
    s.press('Shop', 'table cell')
    s.press('Move up')
    s.press('Move up')
    s.press('Test now')
    s.wait(lambda: any(p['name'].startswith('Shop: It answers.') and '10.99.20.1' in p['name'] for p in s.parts()),
           'the result of the test')
    s.press('Edit…')
    s.wait(lambda: s.windows('Edit target'), 'the dialog')
    s.press('Test now', window='Edit target')
    result = s.wait(lambda: [p for p in s.parts('Edit target') if p['name'] == 'Result of the test' and
                             p['text'] and p['text'].startswith('It answers.')], 'the result in the dialog')
    check('Address: ' + SHOP in result[0]['text'], result)
    s.screenshot('settings-tested', s.windows('Edit target')[0])
    s.press('Notify when it is down', 'check box')
    s.press('OK', window='Edit target')
    s.wait(lambda: not s.windows('Edit target'), 'the dialog to close')
    s.press('Apply')
    moved = CONFIG.replace("""[[target]]
name = "Shop"     # where the money comes from
check = "shop.test"

""", '').replace("""[[target]]
name = "Cloudflare DNS\"""", """[[target]]
name = "Shop"     # where the money comes from
check = "shop.test"
notify = false

[[target]]
name = "Cloudflare DNS\"""")
    s.wait(lambda: s.config() == moved, 'the file: ' + s.config())
    check(s.windows(TITLE), 'Apply closed the window')
    s.wait(lambda: list(s.status()[1]) == ['Router', 'Shop', 'Cloudflare DNS', 'Quad9 DNS', 'Bakery'],
           'the order in the agent')
    s.tell(f'host {SHOP} down')
    s.press('Test now')
    s.wait(lambda: any(p['name'].startswith('Shop: It does not answer in time.') for p in s.parts()),
           'the result of the second test')


def list_is_imported(s):
    s.open_settings()
    s.key('alt+i')
    s.wait(lambda: s.windows('Import targets'), 'the dialog')
    for line in ('# hosts', '10.99.20.1 Market', 'mail.example:25', 'tcp://10.99.20.2:25, Post office', '10.99.20.2'):
        s.type(line)
        s.key('Return')
    s.wait(lambda: any((p['text'] or '').startswith('2 can be taken, 2 lines have problems') for p in s.parts()),
           'the count')
    cells = [p['name'] for p in s.parts('Import targets') if p['role'] == 'table cell']
    check('it is watched already, as "Bakery"' in cells, cells)
    s.screenshot('settings-import', s.windows('Import targets')[0])
    s.press('Into the group', 'text')
    s.type('Street')
    s.press('Import', window='Import targets')
    s.wait_part('Post office', 'table cell')
    s.press('OK')
    s.wait(lambda: not s.windows(TITLE), 'the settings to close')
    check(s.config().startswith(CONFIG), s.config())
    check(s.config()[len(CONFIG):] == """
[[target]]
name = "Market"
check = "10.99.20.1"
group = "Street"

[[target]]
name = "Post office"
check = "tcp://10.99.20.2:25"
group = "Street"
""", s.config())


def start_at_login_is_switched(s):
    system, own = s.folder + '/xdg', s.environment['XDG_CONFIG_HOME'] + '/autostart/traypulse.desktop'
    os.makedirs(system + '/autostart')
    shutil.copy(AUTOSTART, system + '/autostart/traypulse.desktop')
    s.environment['XDG_CONFIG_DIRS'] = system
    login = ('Start Traypulse when I log in', 'check box')
    s.open_settings()
    s.wait_part('Targets', 'page tab')
    s.key('ctrl+Next', 'ctrl+Next')
    s.wait(lambda: 'checked' in s.wait_part(*login)['states'], 'the tick for the entry of the package')
    check('sensitive' not in s.part('Apply', 'push button')['states'], 'there is something to apply')
    s.key('alt+g')
    s.wait(lambda: 'checked' not in s.part(*login)['states'], 'the tick to go')
    check(not os.path.exists(own), 'written before it was asked for')
    s.press('Apply')
    s.wait(lambda: os.path.exists(own), 'the entry that hides the package\'s')
    with open(own) as entry:
        check('Hidden=true' in entry.read().splitlines(), 'the entry hides nothing')
    s.press(*login)
    s.press('OK')
    s.wait(lambda: not s.windows(TITLE), 'the settings to close')
    check(not os.path.exists(own), 'the entry is still there')
    check(s.config() == CONFIG, s.config())


def list_of_another_program_is_imported(s):
    s.open_settings()
    s.key('alt+i')
    s.wait(lambda: s.windows('Import targets'), 'the dialog')
    s.type('{"monitorList":[{"id":1,"name":"Street","type":"group"},{"id":2,"name":"Market","type":"port","parent":1,'
           '"hostname":"10.99.20.1","port":80,"maxretries":2},{"id":3,"name":"Job","type":"push"}]}')
    s.wait(lambda: any((p['text'] or '').startswith('1 can be taken, 1 line has a problem') for p in s.parts()),
           'the count')
    cells = [p['name'] for p in s.parts('Import targets') if p['role'] == 'table cell']
    check("its 2 retries are left to Traypulse's own re-checks" in cells, cells)
    check('it waits to be told; Traypulse only asks' in cells, cells)
    s.screenshot('settings-import-kuma', s.windows('Import targets')[0])
    s.press('Import', window='Import targets')
    s.wait_part('Market', 'table cell')
    s.press('OK')
    s.wait(lambda: not s.windows(TITLE), 'the settings to close')
    check(s.config()[len(CONFIG):] == """
[[target]]
name = "Market"
check = "tcp://10.99.20.1:80"
group = "Street"
""", s.config())


def every_control_has_a_name_and_can_be_reached(s):
    s.open_settings()
    s.wait_part('Targets', 'page tab')
    kinds = ('push button', 'text', 'password text', 'check box', 'combo box', 'table', 'list box', 'page tab')
    for page in PAGES:
        nameless = [p for p in s.parts(TITLE) if p['role'] in kinds and not p['name']]
        check(not nameless, f'{page}: {nameless}')
        s.key('ctrl+Next')
    # From the last page's first field through all of it and back to where it began.
    s.key('ctrl+Prior')
    reached = []
    for _ in range(60):
        s.key('Tab')
        now = s.focused()
        if now in reached[:1]:
            break
        reached.append(now)
    wanted = {p['name'] for p in s.parts(TITLE) if 'focusable' in p['states'] and 'sensitive' in p['states'] and
              p['role'] in ('push button', 'text', 'check box', 'combo box')}
    check(wanted <= set(reached), f'not reached by Tab: {wanted - set(reached)}')


def pages_look_right(s):
    window = s.open_settings(CONFIG + """
[[target]]
name = "Website"
check = "https://shop.test/health"
group = "Work"
status = ["200"]
enabled = false

[[maintenance]]
name = "Backups"
targets = ["Shop"]
days = ["sat", "sun"]
from = "02:00"
to = "04:00"
""" + s.theme_lines)
    s.wait_part('Targets', 'page tab')
    for page in PAGES:
        s.wait_drawn()
        s.screenshot(f'settings-{page}-{s.look}', window)
        s.key('ctrl+Next')  # the last one leads to the first
    s.press('Website', 'table cell')
    s.press('Edit…')
    dialog = s.wait(lambda: s.windows('Edit target'), 'the dialog')[0]
    s.wait_part('Statuses', 'text')
    s.wait_drawn()
    s.screenshot(f'settings-dialog-{s.look}', dialog)


def large_letters_have_their_room(s):
    """From the start; and what belongs to other kinds of check takes none."""
    with open(s.environment['XDG_CONFIG_HOME'] + '/gtk-3.0/settings.ini', 'a') as out:
        out.write('gtk-font-name=DejaVu Sans 18\n')
    s.open_settings()
    s.key('alt+a')
    dialog = s.wait(lambda: s.windows('Add a target'), 'the dialog')[0]
    s.wait_part('The request', 'label', 'Add a target')
    s.wait_drawn()
    s.screenshot('settings-large-letters', dialog)
    parts = s.parts('Add a target')
    line = s.part('Name', 'label', 'Add a target')['place'][3]
    check(s.part('Kind of check', 'label', 'Add a target')['place'][3] == line, 'a label is broken')
    fields = [part for part in parts if part['role'] == 'text']
    check(len(fields) > 4 and all(part['place'][3] > line for part in fields), (line, fields))
    _, y, _, height = s.part('Stands for', 'combo box', 'Add a target')['place']
    gap = s.part('The request', 'label', 'Add a target')['place'][1] - y - height
    check(0 < gap < 2 * line, f'{gap} between two groups')


large_letters_have_their_room.session = {'screen': (1600, 1300)}


def looking(dark, scale):
    def test(s):
        s.theme_lines = '[display]\ntheme = "dark"\n' if dark else ''
        s.look = ('dark' if dark else 'light') + f'-{scale}x'
        pages_look_right(s)
    test.__name__ = f'pages_look_right_{"dark" if dark else "light"}_{scale}x'
    test.session = {'screen': (TALL[0] * scale, TALL[1] * scale), 'scale': scale}
    return test


TESTS = [target_is_added_by_keyboard_alone, wrong_field_is_led_to_and_undone,
         escape_leaves_the_file_alone,
         targets_are_moved_edited_and_tested_by_mouse, list_is_imported, list_of_another_program_is_imported,
         start_at_login_is_switched, every_control_has_a_name_and_can_be_reached,
         large_letters_have_their_room,
         *(looking(dark, scale) for dark in (False, True) for scale in (1, 2))]
run_tests(TESTS)
