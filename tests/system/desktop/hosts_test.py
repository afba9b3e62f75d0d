#!/usr/bin/python3
"""The tray icon in StatusNotifier hosts of other desktops: waybar on sway (Wayland), LXQt's panel, MATE's panel."""
import glob
import json
import os
import re
import subprocess

from hosts import HostSession, icon_follows_the_verdict, icon_survives_the_host, make, menu_is_opened_and_used, on
from gi.repository import GLib
from session import DEADLINE, check, main

BAR = {'layer': 'top', 'position': 'bottom', 'height': 32, 'modules-right': ['tray'], 'tray': {'icon-size': 24}}
LXQT = '[General]\n__userfile__=true\n[panel1]\nplugins=statusnotifier\npanelSize=32\nposition=Bottom\n[statusnotifier]\ntype=statusnotifier\n'


class WaylandSession(HostSession):
    """A sway without hardware; no X server is there, so nothing can be drawn by one."""

    def _start_display(self):
        config = self.folder + '/sway.conf'
        with open(config, 'w') as out:
            out.write('xwayland disable\noutput HEADLESS-1 resolution {}x{}\noutput * bg #335566 solid_color\n'.format(
                *self.screen))
        self.environment |= {'WLR_BACKENDS': 'headless', 'WLR_LIBINPUT_NO_DEVICES': '1', 'WLR_RENDERER': 'pixman',
                             'GDK_BACKEND': 'wayland'}
        # It refuses to run as root; where we are, it is somebody else in a namespace of its own.
        somebody = ['unshare', '--user', '--map-user=1000', '--map-group=1000'] if os.geteuid() == 0 else []
        self.start('sway', *somebody, 'sway', '--config', config)
        socket = self.wait(lambda: [path for path in glob.glob(self.environment['XDG_RUNTIME_DIR'] + '/wayland-*')
                                    if not path.endswith('.lock')], 'sway\'s socket')[0]
        self.environment['WAYLAND_DISPLAY'] = os.path.basename(socket)

    def titles(self):
        """Of all windows."""
        socket = glob.glob(self.environment['XDG_RUNTIME_DIR'] + '/sway-ipc.*.sock')[0]
        out, nodes = [], [json.loads(self.run('swaymsg', '--socket', socket, '--type', 'get_tree', '--raw'))]
        while nodes:
            node = nodes.pop()
            out += [node['name']] if node.get('pid') else []
            nodes += node['nodes'] + node['floating_nodes']
        return out

    def screenshot(self, name, window='root'):
        check(window == 'root', 'one window is not to be had here')
        self.run('grim', f'{self.artefacts}/{name}.png')

    def pixels(self):
        raw = subprocess.run(['grim', '-t', 'ppm', '-'], env=self.environment, stdout=subprocess.PIPE,
                             timeout=DEADLINE).stdout
        head = re.match(rb'P6\s+(\d+)\s+(\d+)\s+255\s', raw)
        return (int(head[1]), int(head[2]), raw[head.end():]) if head else (1, 1, b'')

    def prepare(self):
        config = self.folder + '/waybar.json'
        with open(config, 'w') as out:
            json.dump(BAR, out)
        with open(self.folder + '/waybar.css', 'w') as out:
            out.write('* { font-family: "DejaVu Sans"; } window { background: #202020; }\n')

    def start_host(self):
        return self.start('waybar', 'waybar', '--config', self.folder + '/waybar.json',
                          '--style', self.folder + '/waybar.css')


class LxqtSession(HostSession):
    def prepare(self):
        folder = self.environment['XDG_CONFIG_HOME'] + '/lxqt'
        os.makedirs(folder)
        with open(folder + '/panel.conf', 'w') as out:
            out.write(LXQT)
        self.start_window_manager()

    def start_host(self):
        return self.start('lxqt-panel', 'lxqt-panel')


class MateSession(HostSession):
    """mate-panel with the notification area alone: its watcher and its host are the panel's own."""

    def prepare(self):
        # mate-panel reads its parts from dconf itself, so they must be there and not in memory.
        del self.environment['GSETTINGS_BACKEND']
        panel, area = '/org/mate/panel/toplevels/only/', '/org/mate/panel/objects/area/'
        for schema, key, value in (
                (f'org.mate.panel.toplevel:{panel}', 'orientation', 'bottom'),
                (f'org.mate.panel.toplevel:{panel}', 'size', '32'),
                (f'org.mate.panel.toplevel:{panel}', 'enable-animations', 'false'),
                (f'org.mate.panel.object:{area}', 'object-type', 'applet'),
                (f'org.mate.panel.object:{area}', 'applet-iid', 'NotificationAreaAppletFactory::NotificationArea'),
                (f'org.mate.panel.object:{area}', 'toplevel-id', 'only'),
                (f'org.mate.panel.object:{area}', 'relative-to-edge', 'end'),
                ('org.mate.panel', 'object-id-list', '["area"]'),
                ('org.mate.panel', 'toplevel-id-list', '["only"]')):
            self.run('gsettings', 'set', schema, key, value)
        self.start_window_manager()

    def start_host(self):
        return self.start('mate-panel', 'mate-panel')


def windows_need_no_x(s):
    """Each opens, and the toolkit has nothing to complain of (Session.own_faults)."""
    config = s.folder + '/config.toml'
    with open(config, 'w') as out:
        out.write('[[target]]\nname = "Router"\ncheck = "192.0.2.1"\n')
    _, place = s.begin('--config', config)
    s.feed(show_window=True)
    s.wait(lambda: 'Traypulse' in s.titles(), 'the window')
    s.run('wtype', '-k', 'Tab')  # a keyboard, so the window has the focus
    s.menu_event('Settings')
    s.wait(lambda: 'Traypulse settings' in s.titles(), 'the settings')
    name, path = s.wait_item()
    s.call(name, path, 'org.kde.StatusNotifierItem', 'Activate', GLib.Variant('(ii)', place))
    s.wait(lambda: 'Traypulse at a glance' in s.titles(), f'the popover beside {s.titles()}')
    s.screenshot('host-wayland-windows')
    s.quit_app()


TESTS = [on(WaylandSession, icon_follows_the_verdict), on(WaylandSession, icon_survives_the_host),
         on(WaylandSession, windows_need_no_x),
         on(LxqtSession, icon_follows_the_verdict), on(LxqtSession, menu_is_opened_and_used),
         on(LxqtSession, icon_survives_the_host),
         on(MateSession, icon_follows_the_verdict), on(MateSession, menu_is_opened_and_used),
         on(MateSession, icon_survives_the_host)]
main(TESTS, make=make)
