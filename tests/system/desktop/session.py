"""A private desktop for one test: X server, session bus, window manager, panels, notification daemon.

Everything is a child of the test and ended with it; folders are throw-away; nothing of the person's own
session is touched. Waiting is always for a condition, with a deadline.
"""
import glob
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

from gi.repository import Gio, GLib

# Bounds waiting only: a machine may be slow and busy.
DEADLINE = 60.0
# Its middle, left of and above the upper right corner of what the frame holds.
CLOSE_BUTTON = (9, 10)
WATCHER = 'org.kde.StatusNotifierWatcher'
MENU = 'com.canonical.dbusmenu'
NOTIFICATIONS = 'org.freedesktop.Notifications'

# LOOK's colours, exactly as drawn.
COLOURS = {'up': '009E73', 'degraded': 'E69F00', 'down': 'D55E00'}

PANEL_XML = '''<?xml version="1.0"?><channel name="xfce4-panel" version="1.0">
<property name="configver" type="int" value="2"/>
<property name="panels" type="array"><value type="int" value="1"/>
<property name="dark-mode" type="bool" value="{dark}"/>
<property name="panel-1" type="empty"><property name="position" type="string" value="p=8;x={middle};y={bottom}"/>
<property name="length" type="uint" value="100"/><property name="position-locked" type="bool" value="true"/>
<property name="size" type="uint" value="32"/>
<property name="plugin-ids" type="array">{gap}<value type="int" value="2"/></property></property></property>
<property name="plugins" type="empty"><property name="plugin-2" type="string" value="systray"/>
<property name="plugin-1" type="string" value="separator"><property name="expand" type="bool" value="true"/>
<property name="style" type="uint" value="0"/></property></property>
</channel>'''

DUNST = '''[global]
width = 420
height = 300
origin = top-right
offset = 20x20
font = DejaVu Sans 10
format = "<b>%s</b>\\n%b"
icon_position = left
max_icon_size = 48
show_indicators = no
history_length = 50
dmenu = {choose}
corner_radius = 4
[urgency_normal]
background = "#2e3436"
foreground = "#eeeeec"
frame_color = "#555753"
[urgency_critical]
background = "#2e3436"
foreground = "#eeeeec"
frame_color = "#cc4400"
'''


class Failed(Exception):
    pass


def check(condition, what):
    if not condition:
        raise Failed(what)


class Session:
    # Nothing of ours is drawn by OpenGL, and to offer it costs a second.
    x_options = ('-extension', 'GLX')

    def __init__(self, driver, artefacts, bus=True, dark=False, screen=(1024, 600), tray_right=False):
        self.driver_path, self.artefacts, self.dark = driver, artefacts, dark
        self.screen, self.tray_right = screen, tray_right
        self.folder = tempfile.mkdtemp(prefix='traypulse-desktop.')
        self.children = []
        self.bus = None
        self.app = None
        self.environment = {
            'PATH': os.environ['PATH'], 'LANG': 'C.UTF-8', 'TZ': 'UTC',
            'NO_AT_BRIDGE': '1', 'GSETTINGS_BACKEND': 'memory', 'GDK_BACKEND': 'x11',
            'HOME': self.folder + '/home', 'XDG_RUNTIME_DIR': self.folder + '/run',
            'XDG_CONFIG_HOME': self.folder + '/config', 'XDG_CACHE_HOME': self.folder + '/cache',
            'XDG_DATA_HOME': self.folder + '/data', 'XDG_STATE_HOME': self.folder + '/state',
            'DBUS_SESSION_BUS_ADDRESS': 'unix:path=' + self.folder + '/no-bus',
            'DBUS_SYSTEM_BUS_ADDRESS': 'unix:path=' + self.folder + '/no-system-bus',
        }
        for key in ('ASAN_OPTIONS', 'LSAN_OPTIONS', 'UBSAN_OPTIONS', 'TSAN_OPTIONS'):
            if key in os.environ:
                self.environment[key] = os.environ[key]
        if dark:
            self.environment['GTK_THEME'] = 'Adwaita:dark'
        for key in ('HOME', 'XDG_RUNTIME_DIR', 'XDG_CONFIG_HOME', 'XDG_CACHE_HOME', 'XDG_DATA_HOME'):
            os.makedirs(self.environment[key], mode=0o700)
        os.makedirs(artefacts, exist_ok=True)
        gtk = self.environment['XDG_CONFIG_HOME'] + '/gtk-3.0'
        os.makedirs(gtk)
        with open(gtk + '/settings.ini', 'w') as out:
            out.write('[Settings]\ngtk-enable-animations=0\ngtk-icon-theme-name=Adwaita\n')
        self._start_display()
        if bus:
            self._start_bus()

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        if kind:
            try:
                self.screenshot('failed-' + os.path.basename(sys.argv[0]).removesuffix('.py'))
            except Exception as problem:  # the display may be what failed; the logs tell
                print('no screenshot:', problem)
            for log in sorted(os.listdir(self.folder)):
                if log.endswith('.log') and os.path.getsize(self.folder + '/' + log):
                    print('---', log)
                    print(open(self.folder + '/' + log, errors='replace').read()[:6000])
        status = self.end_app()
        for child in reversed(self.children):
            if child.poll() is None:
                child.send_signal(signal.SIGCONT)
                child.terminate()
        for child in reversed(self.children):
            try:
                child.wait(5)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
        faults = self.own_faults()
        shutil.rmtree(self.folder, ignore_errors=True)
        check(kind or not faults, f'the toolkit found a fault: {faults}')
        check(kind or status == 0, f'the program ended with {status}')

    def end_app(self):
        """Before what it lives on ends; its status, 0 where it had ended already."""
        if self.app is None or self.app.poll() is not None:
            return 0
        self.app.send_signal(signal.SIGCONT)
        if self.app.stdin:
            self.app.stdin.close()
        else:
            self.app.terminate()
        try:
            return self.app.wait(DEADLINE)
        except subprocess.TimeoutExpired:
            return None

    def own_faults(self):
        """What wx's assertions said, in any log."""
        lines = []
        for log in glob.glob(self.folder + '/*.log'):
            with open(log, errors='replace') as text:
                lines += [line for line in text if 'a fault in Traypulse' in line]
        return lines

    # ---- processes ----
    def start(self, name, *command, **more):
        log = open(f'{self.folder}/{name}.log', 'a')
        child = subprocess.Popen(command, env=self.environment, stderr=log,
                                 stdout=more.pop('stdout', log), **more)
        log.close()
        self.children.append(child)
        return child

    def stop(self, child):
        child.terminate()
        child.wait(DEADLINE)

    def _start_display(self):
        read, write = os.pipe()
        self.start('xvfb', 'Xvfb', '-displayfd', str(write), '-screen', '0', '{}x{}x24'.format(*self.screen),
                   '-nolisten', 'tcp', '-noreset', *self.x_options, pass_fds=(write,))
        os.close(write)
        with os.fdopen(read) as number:
            self.environment['DISPLAY'] = ':' + number.readline().strip()
        self.run('xsetroot', '-solid', '#335566')

    def _start_bus(self):
        read, write = os.pipe()
        self.start('bus', 'dbus-daemon', '--session', '--nofork', f'--print-address={write}',
                   pass_fds=(write,))
        os.close(write)
        with os.fdopen(read) as line:
            address = line.readline().strip()
        self.environment['DBUS_SESSION_BUS_ADDRESS'] = address
        flags = (Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT |
                 Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION)
        self.bus = Gio.DBusConnection.new_for_address_sync(address, flags, None, None)
        self.bus.set_exit_on_close(False)

    def start_window_manager(self):
        self.start('openbox', 'openbox')
        self.wait(lambda: 'window id' in self.run('xprop', '-root', '_NET_SUPPORTING_WM_CHECK'),
                  'openbox to manage windows')
        self.run('xsetroot', '-solid', '#335566')  # openbox paints it black

    def start_panel(self):
        folder = self.environment['XDG_CONFIG_HOME'] + '/xfce4/xfconf/xfce-perchannel-xml'
        if not os.path.isdir(folder):
            os.makedirs(folder)
            with open(folder + '/xfce4-panel.xml', 'w') as out:
                out.write(PANEL_XML.format(
                    dark='true' if self.dark else 'false', middle=self.screen[0] // 2,
                    bottom=self.screen[1] - 16,
                    gap='<value type="int" value="1"/>' if self.tray_right else ''))
            for place in ('/usr/lib/x86_64-linux-gnu/xfce4/xfconf/xfconfd',
                          '/usr/lib/aarch64-linux-gnu/xfce4/xfconf/xfconfd'):
                if os.path.exists(place):
                    self.start('xfconfd', place)
            self.wait(lambda: self.has_name('org.xfce.Xfconf'), 'xfconfd')
        panel = self.start('xfce4-panel', 'xfce4-panel', '--disable-wm-check')
        self.wait(lambda: self.has_name(WATCHER), 'the panel\'s StatusNotifierWatcher')
        return panel

    def start_dunst(self):
        path = self.folder + '/dunstrc'
        # dunst offers the buttons of a notification through a menu program: this one takes the line that
        # holds the words in the file `choice`.
        choose = self.folder + '/choose'
        with open(choose, 'w') as out:
            out.write(f'#!/bin/sh\nexec grep -m1 -F "$(cat {self.folder}/choice)"\n')
        os.chmod(choose, 0o755)
        with open(path, 'w') as out:
            out.write(DUNST.replace('{choose}', choose))
        dunst = self.start('dunst', 'dunst', '-config', path)
        self.wait(lambda: self.has_name(NOTIFICATIONS), 'dunst on the bus')
        return dunst

    def press_button(self, label):
        """The button of the notification on screen that has this label."""
        with open(self.folder + '/choice', 'w') as out:
            out.write(label)
        self.run('dunstctl', 'context')

    def run(self, *command):
        return subprocess.run(command, env=self.environment, timeout=DEADLINE, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT).stdout

    # ---- waiting ----
    def wait(self, condition, what, seconds=DEADLINE):
        """The condition's first true value. Signals on the bus are delivered meanwhile."""
        end = time.monotonic() + seconds
        while True:
            self.pump()
            asked = time.monotonic()
            value = condition()
            if value:
                return value
            answered = time.monotonic()
            if answered > end:
                raise Failed(f'waited {seconds:g} s for {what}')
            time.sleep(max(0.02, answered - asked))  # what takes the processor long leaves it to others as long

    def pump(self):
        while GLib.MainContext.default().iteration(False):
            pass

    # ---- the program under test ----
    def start_app(self, *options):
        self.app_out = open(f'{self.folder}/commands.txt', 'w+')
        self.app = self.start('app', self.driver_path, *options, stdin=subprocess.PIPE,
                              stdout=self.app_out)
        return self.app

    def feed(self, **what):
        self.app.stdin.write((json.dumps(what) + '\n').encode())
        self.app.stdin.flush()

    def said(self):
        with open(f'{self.folder}/commands.txt') as lines:
            return [json.loads(line) for line in lines]

    def errors(self):
        with open(f'{self.folder}/app.log') as text:
            return text.read()

    def wait_command(self, **wanted):
        def match():
            return [c for c in self.said() if all(c.get(k, '') == v for k, v in wanted.items())]
        return self.wait(match, f'the command {wanted}; said: {self.said()}')[-1]

    def quit_app(self):
        self.app.stdin.close()
        status = self.app.wait(DEADLINE)
        check(status == 0, f'the program ended with {status}: {self.errors()}')

    # ---- the bus ----
    def call(self, name, path, interface, method, args=None, timeout=int(DEADLINE * 1000)):
        return self.bus.call_sync(name, path, interface, method, args, None,
                                  Gio.DBusCallFlags.NONE, timeout, None).unpack()

    def get(self, name, path, interface, key):
        return self.call(name, path, 'org.freedesktop.DBus.Properties', 'Get',
                         GLib.Variant('(ss)', (interface, key)))[0]

    def has_name(self, name):
        return self.call('org.freedesktop.DBus', '/', 'org.freedesktop.DBus', 'NameHasOwner',
                         GLib.Variant('(s)', (name,)))[0]

    def listen(self, interface):
        """A list that grows by (signal, arguments)."""
        heard = []
        self.bus.signal_subscribe(None, interface, None, None, None, Gio.DBusSignalFlags.NONE,
                                  lambda c, s, p, i, member, args: heard.append(
                                      (member, args.unpack())))
        return heard

    def item(self):
        """(bus name, path) of our item at the watcher, or None."""
        try:
            entries = self.get(WATCHER, '/StatusNotifierWatcher', WATCHER, 'RegisteredStatusNotifierItems')
        except GLib.Error:  # there is none, or it does not answer while it begins
            return None
        for entry in entries:
            name, _, path = entry.partition('/')
            path = '/' + (path or 'StatusNotifierItem')
            name = name.rstrip('@')
            try:
                if self.get(name, path, 'org.kde.StatusNotifierItem', 'Id') == 'traypulse':
                    return name, path
            except GLib.Error:  # its owner has just gone, or has its name already and not its object
                continue
        return None

    def wait_item(self):
        return self.wait(self.item, 'our item at the watcher')

    def item_property(self, key):
        name, path = self.wait_item()
        return self.get(name, path, 'org.kde.StatusNotifierItem', key)

    def menu(self):
        """Visible items as (id, depth, properties), in order."""
        name, path = self.wait_item()
        where = self.get(name, path, 'org.kde.StatusNotifierItem', 'Menu')
        layout = self.call(name, where, MENU, 'GetLayout', GLib.Variant('(iias)', (0, -1, [])))[1]
        out = []

        def walk(node, depth):
            for child in node[2]:
                if child[1].get('visible', True):
                    out.append((child[0], depth, child[1]))
                    walk(child, depth + 1)
        walk(layout, 0)
        return out

    def menu_labels(self):
        return [re.sub(' {2,}', ' | ', p['label']) for _, _, p in self.menu() if 'label' in p]

    def menu_id(self, text):
        for number, _, properties in self.menu():
            if properties.get('label', '').startswith(text):
                return number
        raise Failed(f'no menu item {text!r} in {self.menu_labels()}')

    def menu_event(self, text, event='clicked'):
        name, path = self.wait_item()
        where = self.get(name, path, 'org.kde.StatusNotifierItem', 'Menu')
        self.call(name, where, MENU, 'Event', GLib.Variant(
            '(isvu)', (self.menu_id(text), event, GLib.Variant('s', ''), 0)))

    # ---- the screen ----
    def wait_focus(self, title):
        """Until what is typed goes to the window of this title."""
        self.wait(lambda: self.run('xdotool', 'getwindowfocus', 'getwindowname').strip() == title,
                  f'the focus to be in {title!r}')

    def geometry(self, window):
        """Left, top, width, height; None where the window has gone."""
        said = self.run('xdotool', 'getwindowgeometry', '--shell', window).split()
        words = dict(line.split('=') for line in said if '=' in line)
        return [int(words[name]) for name in ('X', 'Y', 'WIDTH', 'HEIGHT')] if 'HEIGHT' in words else None

    def screenshot(self, name, window='root'):
        """Of a window: with its frame."""
        frame = [] if window == 'root' else ['-frame']
        self.run('import', *frame, '-window', window, f'{self.artefacts}/{name}.png')

    def pixels(self):
        return self.read_pixels('import', '-window', 'root')

    def read_pixels(self, *command):
        """Width, height and the pixels of what ImageMagick reads or takes."""
        raw = subprocess.run([*command, '-depth', '8', 'ppm:-'],
                             env=self.environment, stdout=subprocess.PIPE, timeout=DEADLINE).stdout
        head = re.match(rb'P6\s+(\d+)\s+(\d+)\s+255\s', raw)
        return int(head[1]), int(head[2]), raw[head.end():]

    def find_colour(self, colour, at_least=20, rows=(0, 10_000)):
        """Centre of the pixels of these rows that have exactly this colour; None when too few do."""
        width, _, data = self.pixels()
        wanted = bytes.fromhex(colour)
        places = [m.start() // 3 for m in re.finditer(re.escape(wanted), data) if m.start() % 3 == 0]
        places = [p for p in places if rows[0] <= p // width < rows[1]]
        if len(places) < at_least:
            return None
        return (sum(p % width for p in places) // len(places),
                sum(p // width for p in places) // len(places))

    def wait_colour(self, state):
        return self.wait(lambda: self.find_colour(COLOURS[state]), f'the colour of {state} on screen')

    def wait_no_colour(self, state):
        self.wait(lambda: not self.find_colour(COLOURS[state]), f'{state} to leave the screen')

    def windows(self, name, visible=True):
        found = self.run('xdotool', 'search', *(['--onlyvisible'] if visible else []),
                         '--name', name)
        wanted = name.strip('^$')  # xdotool ignores case; an XEmbed icon is called "traypulse"
        return [line for line in found.split() if line.isdigit() and
                self.run('xdotool', 'getwindowname', line).strip() == wanted]

    def close_window(self, window):
        """As a person does it: by the button at the right end of openbox's title bar."""
        def number(key):
            return int(re.search(key + r':\s*(-?\d+)', place)[1])
        place = self.run('xwininfo', '-id', window)
        self.click((number('Absolute upper-left X') + number('Width') - CLOSE_BUTTON[0],
                    number('Absolute upper-left Y') - CLOSE_BUTTON[1]))

    def click(self, place, button=1):
        self.run('xdotool', 'mousemove', str(place[0]), str(place[1]), 'click', str(button))

    def key(self, *names):
        self.run('xdotool', 'key', '--delay', '60', *names)

    def popups(self):
        """Open menus: mapped override-redirect windows of the menu type."""
        tree = self.run('xwininfo', '-root', '-children')
        out = []
        for line in tree.splitlines():
            m = re.match(r'\s+(0x[0-9a-f]+) .*?(\d+)x(\d+)\+', line)
            if not m or int(m[2]) < 60 or int(m[3]) < 40:
                continue
            info = self.run('xprop', '-id', m[1], '_NET_WM_WINDOW_TYPE')
            if 'MENU' in info and 'IsViewable' in self.run('xwininfo', '-id', m[1]):
                out.append(m[1])
        return out

    def wait_popup(self):
        return self.wait(self.popups, 'a menu to open')


def calls_of_notify(s):
    """What is asked of the notification daemon, and the id that it answers, seen by the bus itself."""
    address = s.environment['DBUS_SESSION_BUS_ADDRESS']
    flags = (Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT |
             Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION)
    monitor = Gio.DBusConnection.new_for_address_sync(address, flags, None, None)
    rules = [f"interface='{NOTIFICATIONS}',member='Notify'", "type='method_return'"]
    monitor.call_sync('org.freedesktop.DBus', '/org/freedesktop/DBus',
                      'org.freedesktop.DBus.Monitoring', 'BecomeMonitor',
                      GLib.Variant('(asu)', (rules, 0)), None, 0, 3000, None)
    seen = []
    waiting = {}

    def note(connection, message, incoming):
        if not incoming:
            return message
        if message.get_member() == 'Notify':
            body = message.get_body().unpack()
            call = {'replaces': body[1], 'summary': body[3], 'body': body[4], 'actions': body[5],
                    'hints': body[6], 'id': None}
            waiting[message.get_sender(), message.get_serial()] = call
            seen.append(call)
        elif message.get_message_type() == Gio.DBusMessageType.METHOD_RETURN:
            call = waiting.pop((message.get_destination(), message.get_reply_serial()), None)
            if call:
                call['id'] = message.get_body().unpack()[0]
        return None
    monitor.add_filter(note)
    s.monitor = monitor
    return seen


NOW = 1_700_000_000
FOUR_MINUTES = 240


def target(number, name, state='up', rtt_ms=None, **more):
    out = {'id': number, 'name': name, 'state': state, 'since': NOW - FOUR_MINUTES}
    if rtt_ms is not None:
        out['rtt_us'] = int(rtt_ms * 1000)
    return out | more


def online(rtt=12, **more):
    return {'glance': 'up', 'taken': NOW, 'since': NOW - FOUR_MINUTES, 'targets': [
        target(1, 'Router', rtt_ms=1), target(2, 'Cloudflare DNS', rtt_ms=rtt),
        target(3, 'Shop', rtt_ms=31), target(4, 'Office', 'paused', enabled=False)]} | more


def shop_down():
    out = online()
    out['targets'][2] = target(3, 'Shop', 'down', reason='no answer to ping', loss=1.0)
    return out | {'glance': 'down', 'cause': 'target_down', 'affected': [3],
                  'evidence': [{'what': 'Router (192.0.2.1)', 'value': 'answers, 1 ms'},
                               {'what': 'Shop (198.51.100.7)', 'value': 'no answer to 5 pings'}],
                  'channel': 'helper'}


def main(tests, make=Session, **session):
    """Runs each test in a session of its own; the exit status says whether all passed."""
    driver, artefacts = sys.argv[1:3]
    wanted = sys.argv[3:]
    failed = 0
    for test in tests:
        if wanted and test.__name__ not in wanted:
            continue
        options = session | getattr(test, 'session', {})
        try:
            with make(driver, artefacts, **options) as s:
                test(s)
            print('ok', test.__name__, flush=True)
        except Exception as problem:
            failed += 1
            print('FAILED', test.__name__, '-', type(problem).__name__, problem, flush=True)
    sys.exit(1 if failed else 0)
