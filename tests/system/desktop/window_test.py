#!/usr/bin/python3
"""The full window of the real agent over a prepared history: graphs, zoom and pan, outages, keyboard and mouse,
and what assistive technology is told of it."""
import functools
import os
import re
import shutil
import subprocess
import tempfile
from datetime import datetime, timedelta

from accessible_session import AccessibleSession
from agent_session import BAKERY, CONFIG, SHOP, enter_namespaces
from session import DEADLINE, check, main

# As the agent knows the targets of CONFIG.
TARGETS = ('Router=icmp://@router', 'Cloudflare DNS=icmp://1.1.1.1', 'Quad9 DNS=icmp://9.9.9.9',
           'Shop=icmp://shop.test', f'Bakery=icmp://{BAKERY}')
RANGES = {'Hour': timedelta(hours=1), 'Day': timedelta(days=1)}
DAYS = 40
MOMENT = r'\w{3} (\d+ \w{3})(?: \d{4})?, (\d\d:\d\d(?::\d\d)?)'


@functools.cache
def made_history(history_maker):
    """A folder with a history that ends now: made once, it is young enough for all sessions of this run."""
    folder = tempfile.TemporaryDirectory()
    subprocess.run([history_maker, folder.name + '/history.db', str(DAYS), *TARGETS], check=True, timeout=60)
    return folder


class WindowSession(AccessibleSession):
    def __init__(self, programs, artefacts, **options):
        *agent, self.history_maker = programs.split(',')
        super().__init__(','.join(agent), artefacts, **options)

    # ---- what assistive technology sees ----
    def find(self, name, role=None):
        """Parts whose name, or text, begins so."""
        return [p for p in self.parts() if (p['name'] or p['text'] or '').startswith(name) and role in (None, p['role'])]

    def part(self, name, role=None):
        return self.wait(lambda: self.find(name, role), f'{role or "part"} {name!r}')[0]

    def enabled(self, name, role='push button'):
        return 'sensitive' in self.part(name, role)['states']

    def press(self, name, role='push button'):
        self.click(self.middle(self.part(name, role)))

    # ---- the window ----
    def open_window(self, history=True, config=CONFIG):
        self.start_desktop(dunst=False)
        self.write_config(config)
        if history:
            state = self.environment['XDG_STATE_HOME'] + '/traypulse'
            os.makedirs(state, mode=0o700)
            shutil.copy(made_history(self.history_maker).name + '/history.db', state)
        self.start_agent()
        self.wait_icon('up')
        return self.show_window()

    def show_window(self):
        self.menu_event('Open Traypulse')
        return self.wait(lambda: self.windows('^Traypulse$'), 'the window')[0]

    def described(self, wanted):
        return self.wait(lambda: wanted in self.part('Graphs')['description'] and self.part('Graphs')['description'],
                         f'{wanted!r} in the description of the graphs; it is {self.part("Graphs")["description"]!r}')

    def range(self):
        """(from, until) as it stands above the graphs; without seconds where it has none."""
        for part in self.parts():
            found = re.fullmatch(MOMENT + ' to (?:' + MOMENT + r'|(\d\d:\d\d(?::\d\d)?))', part['name'] or part['text'] or '')
            if found:
                first_day, first, last_day, last, same_day = found.groups()
                return moment(first_day, first), moment(last_day or first_day, last or same_day)
        return None

    def wait_range(self, condition, what, seconds=DEADLINE):
        return self.wait(lambda: [r for r in [self.range()] if r and condition(*r)], f'{what}; it is {self.range()}',
                         seconds)[0]

    def values(self):
        """The values under the cursor."""
        return [p['name'] for p in self.parts() if ' · ' in (p['name'] or '') and p['role'] == 'label'][-1:]

    def graph(self):
        """(x, y, width, height) of the time axis within the graphs, about."""
        x, y, width, height = self.part('Graphs')['place']
        return x + 64, y, width - 80, height


def moment(day, clock):
    form = '%d %b %H:%M:%S' if clock.count(':') == 2 else '%d %b %H:%M'
    return datetime.strptime(f'{day} {clock}', form)


def near(a, b, within):
    return abs(a - b) <= within


def the_history_is_shown(s):
    window = s.open_window()
    said = s.described('Quad9 DNS: latest ')
    check('Router: latest ' in said and 'Outages: ' in said, said)
    for name in ('Hour', 'Day', 'Week', 'Month', 'Year'):
        s.part(name, 'toggle button')
    for name in ('Zoom out', 'Zoom in', 'Return to now', 'Show in graph', 'Pause all', 'Mute notifications', 'Why?', 'Quit'):
        s.part(name, 'push button')
    for name in ('Targets', 'Outages', 'Evidence of the outage'):
        s.part(name)
    unnamed = s.unnamed()
    check(not unnamed, f'without a name: {unnamed}')
    s.screenshot('window-light', window)


def every_scale_has_its_graph(s):
    window = s.open_window()
    s.described('latest ')
    for name in ('Day', 'Week', 'Month', 'Year'):
        s.press(name, 'toggle button')
        s.wait(lambda: 'checked' in s.part(name, 'toggle button')['states'], f'{name} to be chosen')
        s.described('latest ')
        s.screenshot('window-' + name.lower(), window)
    check('Outages: ' in s.described('Outages: '), 'the outages of the year')


def mouse_zooms_drags_and_returns(s):
    s.open_window()
    s.described('latest ')
    s.press('Day', 'toggle button')
    first, last = s.wait_range(lambda a, b: near(b - a, RANGES['Day'], timedelta(minutes=1)), 'a day')
    x, y, width, height = s.graph()
    place = (x + width // 4, y + height // 2)
    s.run('xdotool', 'mousemove', *map(str, place))
    under = first + (last - first) / 4
    for _ in range(4):
        s.run('xdotool', 'click', '4')
    zoomed = s.wait_range(lambda a, b: b - a < timedelta(hours=11), 'to be zoomed in')
    check(near(zoomed[0] + (zoomed[1] - zoomed[0]) / 4, under, timedelta(minutes=10)),
          f'the moment under the cursor moved: {under}, {zoomed}')
    check(s.enabled('Return to now'), 'it says that it is at now')
    values = s.wait(s.values, 'values under the cursor')[0]
    check(re.match(MOMENT, values) and ' ms' in values, values)
    s.run('xdotool', 'mousedown', '1', 'mousemove', str(place[0] + width // 4), str(place[1]), 'mouseup', '1')
    by = (zoomed[1] - zoomed[0]) / 4
    dragged = s.wait_range(lambda a, b: a < zoomed[0] - by / 2, 'the graphs to follow the mouse')
    check(near(zoomed[0] - dragged[0], by, timedelta(minutes=10)), f'{zoomed} {dragged}')
    s.screenshot('window-dragged')
    s.run('xdotool', 'click', '--repeat', '2', '--delay', '60', '1')
    s.wait(lambda: not s.enabled('Return to now'), 'to be back at now')


def keys_do_all_of_it(s):
    window = s.open_window()
    s.described('latest ')
    s.wait(lambda: 'Graphs' in s.focus_path(), 'the focus to be on the graphs')
    s.key('minus')
    wide = s.wait_range(lambda a, b: near(b - a, timedelta(hours=2), timedelta(minutes=1)), 'two hours')
    s.key('Left')
    s.wait_range(lambda a, b: near(wide[0] - a, timedelta(minutes=15), timedelta(minutes=2)), 'an eighth further back')
    s.key('plus')
    s.wait_range(lambda a, b: near(b - a, timedelta(hours=1), timedelta(minutes=1)), 'an hour')
    s.key('shift+Left', 'shift+Left')
    s.wait(lambda: s.values() and 'Router: ' in s.values()[0], 'values of the first graph')
    s.key('Down')
    s.wait(lambda: s.values() and 'Cloudflare DNS: ' in s.values()[0], 'values of the second graph')
    s.screenshot('window-keys', window)
    s.key('Home')
    oldest = datetime.now() - timedelta(days=DAYS)
    s.wait_range(lambda a, b: (a.month, a.day) == (oldest.month, oldest.day), 'the oldest day')
    s.key('End')
    s.wait(lambda: not s.enabled('Return to now'), 'to be back at now')
    reached = set()
    for _ in range(40):
        s.key('Tab')
        reached.update(s.focus_path())
    for name in ('Hour', 'Year', 'Zoom in', 'Graphs', 'Outages', 'Evidence of the outage', 'Pause all', 'Why?', 'Quit'):
        check(name in reached, f'Tab does not reach {name}: {sorted(reached)}')
    s.key('Escape')
    s.wait(lambda: not s.windows('^Traypulse$'), 'the window to close')
    s.show_window()
    s.described('latest ')


def outages_lead_to_their_graph(s):
    window = s.open_window()
    s.described('latest ')
    cells = s.wait(lambda: [p for p in s.find('Bakery is down') if p['role'] == 'table cell'], 'an outage in the list')
    s.click(s.middle(cells[0]))
    s.wait(lambda: [p for p in s.find('Evidence of the outage') if 'no answer to 8 pings' in (p['text'] or '')],
           'its evidence')
    s.press('Show in graph')
    started = [p for p in s.parts() if p['role'] == 'table cell' and 'selected' in p['states']]
    first, last = s.wait_range(lambda a, b: b - a < timedelta(minutes=40), 'half an hour around it')
    said = s.described('Bakery: ')
    check('Router: ' not in said and 'Outages: ' in said, f'{said} {first} {last} {started}')
    s.screenshot('window-outage', window)
    other = s.wait(lambda: [p for p in s.find('Router does not answer') if p['role'] == 'table cell'], 'another outage')
    s.run('xdotool', 'mousemove', *map(str, s.middle(other[0])), 'click', '--repeat', '2', '--delay', '60', '1')
    s.described('Router: ')


def order_of(s, name):
    """Where it stands among the cells; behind all others where it is not there."""
    cells = [p['name'] for p in s.parts() if p['role'] == 'table cell']
    return cells.index(name) if name in cells else len(cells)


def it_is_live_while_open(s):
    s.open_window()
    before = s.wait_range(lambda a, b: True, 'a range')
    s.tell(f'host {SHOP} down')
    s.wait_icon('down')
    s.wait(lambda: s.find('', 'table cell') and order_of(s, 'Shop is down') < order_of(s, 'Provider outage'),
           'the outage at the top of the list', 30)
    s.wait(lambda: [p for p in s.parts() if (p['name'] or '').endswith(' so far')], 'that it lasts')
    s.screenshot('window-live')
    s.tell(f'host {SHOP} up')
    s.wait(lambda: not [p for p in s.parts() if (p['name'] or '').endswith(' so far')], 'that it has ended', 40)
    s.wait_range(lambda a, b: b > before[1], 'the next minute', 60 + DEADLINE)


def nothing_yet_is_said_with_its_reason(s):
    s.open_window(history=False, config=CONFIG + '\n[history]\nenabled = false\n')
    s.described('The history is switched off in the settings, so there is nothing to show.')
    s.screenshot('window-off')


def dark(s):
    window = s.open_window()
    s.described('latest ')
    s.screenshot('window-dark', window)


def light_twice(s):
    window = s.open_window()
    s.described('latest ')
    s.screenshot('window-light-2x', window)


def dark_twice(s):
    window = s.open_window()
    s.described('latest ')
    s.press('Day', 'toggle button')
    s.wait_range(lambda a, b: near(b - a, RANGES['Day'], timedelta(minutes=1)), 'a day')
    s.described('latest ')
    s.screenshot('window-dark-2x', window)


SCREEN = (1300, 900)
dark.session = {'dark': True}
light_twice.session = {'scale': 2, 'screen': (2600, 1800)}
dark_twice.session = {'scale': 2, 'screen': (2600, 1800), 'dark': True}
enter_namespaces()
main([the_history_is_shown, every_scale_has_its_graph, mouse_zooms_drags_and_returns, keys_do_all_of_it,
      outages_lead_to_their_graph, it_is_live_while_open, nothing_yet_is_said_with_its_reason, dark, light_twice, dark_twice],
     make=WindowSession, screen=SCREEN)
