#!/usr/bin/python3
"""The tray icon in whole desktops, whose packages are too large for every run of the tests: ./dev hosts."""
from hosts import HostSession, icon_follows_the_verdict, icon_survives_the_host, make, menu_is_opened_and_used, on
from gi.repository import GLib
from session import WATCHER, main

SHELL = 'org.gnome.Shell'


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
                ('org.gnome.desktop.interface', 'enable-animations', 'false')):
            self.run('gsettings', 'set', schema, key, value)

    def start_host(self):
        shell = self.start('gnome-shell', 'gnome-shell', '--x11', '--sm-disable')
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


class PlasmaSession(HostSession):
    """KDE: kwin, kded with its watcher, and plasmashell with the panel that a new user has."""

    def prepare(self):
        self.environment |= {'XDG_CURRENT_DESKTOP': 'KDE', 'KDE_FULL_SESSION': 'true', 'KDE_SESSION_VERSION': '5',
                             'QT_QUICK_BACKEND': 'software', 'KWIN_COMPOSE': 'N'}
        # Else something that outlives us is started to wait for a splash screen.
        self.call('org.freedesktop.DBus', '/', 'org.freedesktop.DBus', 'RequestName',
                  GLib.Variant('(su)', ('org.kde.KSplash', 0)))
        self.start('kwin', 'kwin_x11')
        self.start('kded', 'kded5')
        self.wait(lambda: self.has_name(WATCHER), 'kded\'s StatusNotifierWatcher')

    def start_host(self):
        return self.start('plasmashell', 'plasmashell', '--no-respawn')


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


main([on(desktop, case) for desktop in (GnomeSession, PlasmaSession, CinnamonSession)
      for case in (icon_follows_the_verdict, menu_is_opened_and_used, icon_survives_the_host)], make=make)
