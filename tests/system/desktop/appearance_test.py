#!/usr/bin/python3
"""Light, dark and the wish for no motion are followed while windows are open: by the desktop's settings portal, and by
its theme (XSETTINGS)."""
import signal

from gi.repository import Gio, GLib
from session import Session, check, main, online

PORTAL = 'org.freedesktop.portal.Desktop'
PATH = '/org/freedesktop/portal/desktop'
SETTINGS = 'org.freedesktop.portal.Settings'
APPEARANCE = 'org.freedesktop.appearance'
XML = f'''<node><interface name="{SETTINGS}">
<method name="Read"><arg type="s" direction="in"/><arg type="s" direction="in"/><arg type="v" direction="out"/></method>
<signal name="SettingChanged"><arg type="s"/><arg type="s"/><arg type="v"/></signal>
</interface></node>'''
UNSAID, DARK, LIGHT = 0, 1, 2


class AppearanceSession(Session):
    """With a settings portal on the bus, as GNOME, KDE and others have it."""
    def start_portal(self):
        with open(self.environment['XDG_CONFIG_HOME'] + '/gtk-3.0/settings.ini', 'w') as out:
            out.write('[Settings]\ngtk-enable-animations=1\n')
        self.settings = {'color-scheme': UNSAID, 'reduced-motion': 0}
        self.asked = []
        self.bus.register_object(PATH, Gio.DBusNodeInfo.new_for_xml(XML).interfaces[0], self.answer, None, None)
        self.call('org.freedesktop.DBus', '/', 'org.freedesktop.DBus', 'RequestName',
                  GLib.Variant('(su)', (PORTAL, 0)))

    def answer(self, bus, sender, path, interface, method, args, invocation):
        space, key = args.unpack()
        self.asked.append((space, key))
        inner = GLib.Variant('v', GLib.Variant('u', self.settings[key]))
        invocation.return_value(GLib.Variant.new_tuple(GLib.Variant('v', inner)))

    def change(self, key, value):
        self.settings[key] = value
        self.bus.emit_signal(None, PATH, SETTINGS, 'SettingChanged',
                             GLib.Variant('(ssv)', (APPEARANCE, key, GLib.Variant('u', value))))

    def begin(self):
        self.start_window_manager()
        self.start_panel()
        self.start_app('--symbolic', '--show-window')
        self.feed(snapshot=online())
        self.wait_item()
        self.wait(lambda: self.item_property('ToolTip')[2] == 'Online · 12 ms', 'the verdict in the tray')
        return self.wait(lambda: self.windows('^Traypulse$'), 'the window')[0]

    def shade(self, window):
        """How bright the ground of a window is, 0 to 255: beside its buttons at the bottom."""
        left, top, _, height = self.geometry(window)
        width, _, pixels = self.pixels()
        at = ((top + height - 24) * width + left + 8) * 3
        return sum(pixels[at:at + 3]) / 3

    def wait_light(self, window):
        self.wait(lambda: self.shade(window) > 200, 'a light window')

    def wait_dark(self, window):
        self.wait(lambda: self.shade(window) < 80, 'a dark window')

    def animations(self):
        before = len([c for c in self.said() if c['command'] == 'animations'])
        self.feed(ask='animations')
        said = self.wait(lambda: [c for c in self.said() if c['command'] == 'animations'][before:], 'GTK\'s word')
        return said[0]['on']


def open_window_follows_the_portal(s):
    s.start_portal()
    window = s.begin()
    s.wait(lambda: set(s.asked) == {(APPEARANCE, key) for key in s.settings}, 'the portal to be asked')
    s.wait_light(window)
    icon = s.item_property('IconPixmap')
    s.change('color-scheme', DARK)
    s.wait_dark(window)
    s.wait(lambda: s.item_property('IconPixmap') != icon, 'the tray icon for a dark panel')
    s.screenshot('appearance-dark')
    s.change('color-scheme', LIGHT)
    s.wait_light(window)
    s.wait(lambda: s.item_property('IconPixmap') == icon, 'the first icon again')
    s.screenshot('appearance-light')
    # A person's own choice goes before the desktop's; what another key says changes nothing.
    s.feed(display={'symbolic': True, 'theme': 'light'})
    s.animations()  # the choice has been heard, which comes by another way than the desktop's word
    s.change('color-scheme', DARK)
    s.change('accent-color', 7)
    s.change('reduced-motion', 1)
    s.wait(lambda: s.animations() is False, 'what the desktop said last')
    check(s.shade(window) > 200, 'the desktop overruled the person')
    s.feed(display={'symbolic': True})
    s.wait_dark(window)
    s.quit_app()


def dark_from_the_first_moment(s):
    s.start_portal()
    s.settings['color-scheme'] = DARK
    s.wait_dark(s.begin())
    s.quit_app()


def motion_ends_with_the_wish_for_none(s):
    """Of ours nothing moves; GTK's own widgets do."""
    s.start_portal()
    s.begin()
    check(s.animations() is True, 'no motion before anybody wished so')
    s.change('reduced-motion', 1)
    s.wait(lambda: s.animations() is False, 'the motion to end')
    s.change('reduced-motion', 0)
    s.wait(lambda: s.animations() is True, 'the motion to be back')
    s.quit_app()


def open_window_follows_the_theme(s):
    """Without a portal: what xfce, MATE and others send to all programs."""
    path = s.folder + '/xsettings'

    def write(theme):
        with open(path, 'w') as out:
            out.write(f'Net/ThemeName "{theme}"\n')
    write('Adwaita')
    daemon = s.start('xsettingsd', 'xsettingsd', '-c', path)
    window = s.begin()
    s.wait_light(window)
    write('HighContrastInverse')
    daemon.send_signal(signal.SIGHUP)
    s.wait_dark(window)
    write('Adwaita')
    daemon.send_signal(signal.SIGHUP)
    s.wait_light(window)
    s.quit_app()


main([open_window_follows_the_portal, dark_from_the_first_moment, motion_ends_with_the_wish_for_none,
      open_window_follows_the_theme], make=AppearanceSession)
