#!/usr/bin/python3
"""The tray icon in whole desktops, whose packages are too large for every run of the tests: ./dev hosts."""
import os
import shutil
import subprocess

from hosts import HostSession, icon_follows_the_verdict, icon_survives_the_host, make, menu_is_opened_and_used, on
from gi.repository import Gio, GLib
from session import DEADLINE, WATCHER, check, main

SHELL = 'org.gnome.Shell'
# linux/input-event-codes.h and X11/keysymdef.h
BUTTONS = {1: 0x110, 3: 0x111}
KEYS = {'Down': 0xff54, 'Return': 0xff0d}


class GnomeSession(HostSession):
    """GNOME Shell, which is its own window manager, with the AppIndicator extension as the host."""
    x_options = ('+extension', 'GLX')
    menu_button = 1
    ground_rows = (32, 600)  # its panel is the uppermost

    def prepare(self):
        del self.environment['GSETTINGS_BACKEND']
        self.environment |= {'XDG_CURRENT_DESKTOP': 'GNOME', 'XDG_SESSION_TYPE': 'x11', 'LIBGL_ALWAYS_SOFTWARE': '1',
                             'DBUS_SYSTEM_BUS_ADDRESS': self.environment['DBUS_SESSION_BUS_ADDRESS']}
        for schema, key, value in (
                ('org.gnome.shell', 'enabled-extensions', '["ubuntu-appindicators@ubuntu.com"]'),
                # As drawn by us; by itself the extension lets a little of the panel through.
                ('org.gnome.shell.extensions.appindicator', 'icon-opacity', '255'),
                ('org.gnome.desktop.notifications', 'show-banners', 'false'),
                ('org.gnome.desktop.interface', 'enable-hot-corners', 'false'),
                ('org.gnome.desktop.interface', 'enable-animations', 'false')):
            self.run('gsettings', 'set', schema, key, value)

    def shell(self):
        return self.start('gnome-shell', 'gnome-shell', '--x11', '--sm-disable')

    def start_host(self):
        shell = self.shell()
        self.wait(lambda: self.overview(), 'the overview, with which GNOME begins')
        self.call(SHELL, '/org/gnome/Shell', 'org.freedesktop.DBus.Properties', 'Set',
                  GLib.Variant('(ssv)', (SHELL, 'OverviewActive', GLib.Variant('b', False))))
        self.wait(lambda: not self.overview(), 'the desktop')
        return shell

    def overview(self):
        try:
            return self.get(SHELL, '/org/gnome/Shell', SHELL, 'OverviewActive')
        except GLib.Error:  # it has its name before it has its objects
            return None

    def popups(self):
        return self.ground() != self.empty  # the shell draws its menus itself: there is no window


class GnomeWaylandSession(GnomeSession):
    """The session that GNOME starts where it can: the shell is the display itself. Here without a monitor and without X."""
    display = 'wayland-traypulse'

    def _start_display(self):
        self.environment |= {'GDK_BACKEND': 'wayland', 'WAYLAND_DISPLAY': self.display}

    def prepare(self):
        super().prepare()
        self.environment['XDG_SESSION_TYPE'] = 'wayland'

    def shell(self):
        # Unsafe: any program may take screenshots.
        return self.start('gnome-shell', 'gnome-shell', '--headless', '--no-x11', '--unsafe-mode', '--sm-disable',
                          '--wayland-display', self.display, '--virtual-monitor', '{}x{}'.format(*self.screen))

    def start_host(self):
        shell = super().start_host()
        remote = 'org.gnome.Mutter.RemoteDesktop'
        self.input = self.call(remote, '/org/gnome/Mutter/RemoteDesktop', remote, 'CreateSession')[0]
        self.inject('Start')
        return shell

    def inject(self, what, signature='()', *arguments):
        remote = 'org.gnome.Mutter.RemoteDesktop'
        self.call(remote, self.input, remote + '.Session', what, GLib.Variant(signature, arguments))

    def click(self, place, button=1):
        self.inject('NotifyPointerMotionRelative', '(dd)', -10_000.0, -10_000.0)
        self.inject('NotifyPointerMotionRelative', '(dd)', float(place[0]), float(place[1]))
        for pressed in (True, False):
            self.inject('NotifyPointerButton', '(ib)', BUTTONS[button], pressed)

    def key(self, *names):
        for name in names:
            for pressed in (True, False):
                self.inject('NotifyKeyboardKeysym', '(ub)', KEYS[name], pressed)

    def screenshot(self, name, window='root'):
        check(window == 'root', 'one window is not to be had here')
        self.capture(f'{self.artefacts}/{name}.png')

    def capture(self, path):
        self.call(SHELL, '/org/gnome/Shell/Screenshot', SHELL + '.Screenshot', 'Screenshot',
                  GLib.Variant('(bbs)', (False, False, path)))

    def pixels(self):
        path = self.folder + '/screen.png'
        self.capture(path)
        return self.read_pixels('convert', path)


class PlasmaSession(HostSession):
    """KDE: kwin, kded with its watcher, and plasmashell with the panel that a new user has."""

    def prepare(self):
        self.environment |= {'XDG_CURRENT_DESKTOP': 'KDE', 'KDE_FULL_SESSION': 'true', 'KDE_SESSION_VERSION': '5',
                             'QT_QUICK_BACKEND': 'software', 'KWIN_COMPOSE': 'N'}
        # Else something that outlives us is started to wait for a splash screen.
        self.call('org.freedesktop.DBus', '/', 'org.freedesktop.DBus', 'RequestName',
                  GLib.Variant('(su)', ('org.kde.KSplash', 0)))
        self.start_kwin()
        self.start('kded', 'kded5')
        self.wait(lambda: self.has_name(WATCHER), 'kded\'s StatusNotifierWatcher')

    def start_kwin(self):
        self.start('kwin', 'kwin_x11')

    def start_host(self):
        return self.start('plasmashell', 'plasmashell', '--no-respawn')


class PlasmaWaylandSession(PlasmaSession):
    """The same, with kwin as a display without a monitor and without X."""
    display = 'wayland-traypulse'

    def _start_display(self):
        self.environment |= {'GDK_BACKEND': 'wayland', 'QT_QPA_PLATFORM': 'wayland', 'WAYLAND_DISPLAY': self.display}

    def prepare(self):
        self.environment['XDG_SESSION_TYPE'] = 'wayland'
        super().prepare()

    def start_kwin(self):
        self.environment |= {'KWIN_COMPOSE': 'O2', 'LIBGL_ALWAYS_SOFTWARE': '1',
                             'KWIN_SCREENSHOT_NO_PERMISSION_CHECKS': '1'}
        # A copy has not the capability of the file (to run before others), which a container may not grant.
        program = shutil.copy(shutil.which('kwin_wayland'), self.folder)
        kwin = self.start('kwin', program, '--virtual', '--width', str(self.screen[0]), '--height',
                          str(self.screen[1]), '--socket', self.display, '--no-lockscreen')
        socket = self.environment['XDG_RUNTIME_DIR'] + '/' + self.display
        self.wait(lambda: os.path.exists(socket) and self.has_name('org.kde.KWin'), 'kwin\'s socket')
        return kwin

    def screenshot(self, name, window='root'):
        check(window == 'root', 'one window is not to be had here')
        width, height, pixels = self.pixels()
        subprocess.run(['convert', '-size', f'{width}x{height}', '-depth', '8', 'rgb:-', f'{self.artefacts}/{name}.png'],
                       input=pixels, check=True)

    def pixels(self):
        read, write = os.pipe()
        descriptors = Gio.UnixFDList.new_from_array([write])  # takes it over
        answer, _ = self.bus.call_with_unix_fd_list_sync(
            'org.kde.KWin', '/org/kde/KWin/ScreenShot2', 'org.kde.KWin.ScreenShot2', 'CaptureWorkspace',
            GLib.Variant('(a{sv}h)', ({}, 0)), None, Gio.DBusCallFlags.NONE, int(DEADLINE * 1000), descriptors, None)
        del descriptors
        shot = answer.unpack()[0]
        with os.fdopen(read, 'rb') as pipe:
            raw = pipe.read(shot['stride'] * shot['height'])
        # QImage's 32 bits a pixel: blue, green, red, and one that is not of interest.
        rows = [raw[y * shot['stride']:y * shot['stride'] + 4 * shot['width']] for y in range(shot['height'])]
        picture = b''.join(rows)
        out = bytearray(len(picture) // 4 * 3)
        out[0::3], out[1::3], out[2::3] = picture[2::4], picture[1::4], picture[0::4]
        return shot['width'], shot['height'], bytes(out)


class CinnamonSession(HostSession):
    """Cinnamon, its own window manager as well, with the applets of a new user, and the watcher that its session starts."""
    x_options = ('+extension', 'GLX')

    def prepare(self):
        del self.environment['GSETTINGS_BACKEND']
        self.environment |= {'XDG_CURRENT_DESKTOP': 'X-Cinnamon', 'XDG_SESSION_TYPE': 'x11',
                             'LIBGL_ALWAYS_SOFTWARE': '1', 'CINNAMON_2D': '1',
                             'DBUS_SYSTEM_BUS_ADDRESS': self.environment['DBUS_SESSION_BUS_ADDRESS']}
        self.start('watcher', '/usr/libexec/xapps/sn-watcher/xapp-sn-watcher')

    def start_host(self):
        return self.start('cinnamon', 'cinnamon')


TESTS = [on(desktop, case) for desktop in (GnomeSession, PlasmaSession, CinnamonSession)
         for case in (icon_follows_the_verdict, menu_is_opened_and_used, icon_survives_the_host)]
# Whose shell ends there has no display any more either.
TESTS += [on(GnomeWaylandSession, case) for case in (icon_follows_the_verdict, menu_is_opened_and_used)]
# No program may move the pointer there.
TESTS += [on(PlasmaWaylandSession, case) for case in (icon_follows_the_verdict, icon_survives_the_host)]
main(TESTS, make=make)
