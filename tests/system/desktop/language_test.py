#!/usr/bin/python3
"""The real agent in the languages that it speaks: panel, menu, popover, windows, notification; and from right to left.

Pictures of all languages are kept among the artefacts, for people to look at.
"""
import json
import os
import shutil
import subprocess

from accessible_session import AccessibleSession
from agent_session import SHOP, enter_namespaces
from session import check, main

# What is looked for: the popover's title, "Open Traypulse", "Settings…", and the settings' title.
WORDS = {
    'de_DE': ('Traypulse auf einen Blick', 'Traypulse öffnen', 'Einstellungen …', 'Traypulse – Einstellungen'),
    'fr_FR': ('Traypulse en un coup d’œil', 'Ouvrir Traypulse', 'Paramètres…', 'Paramètres de Traypulse'),
    'es_ES': ('Traypulse de un vistazo', 'Abrir Traypulse', 'Ajustes…', 'Ajustes de Traypulse'),
    'ja_JP': ('Traypulse の概要', 'Traypulse を開く', '設定…', 'Traypulse の設定'),
    'zh_CN': ('Traypulse 概览', '打开 Traypulse', '设置…', 'Traypulse 设置'),
}

# A language that does not exist, only to see which way things run.
FROM_THE_RIGHT = '''msgid ""
msgstr "Language: ar\\nMIME-Version: 1.0\\nContent-Type: text/plain; charset=UTF-8\\n"

msgctxt "rtl where the language runs from right to left"
msgid "ltr"
msgstr "rtl"
'''


class LanguageSession(AccessibleSession):
    def __init__(self, programs, artefacts, locale='de_DE', **options):
        super().__init__(programs, artefacts, **options)
        self.locale = locale
        # Made here, so that the machine need not have it.
        folder = self.folder + '/locales'
        os.makedirs(folder)
        subprocess.run(['localedef', '-i', locale, '-f', 'UTF-8', f'{folder}/{locale}.UTF-8'], check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.environment |= {'LOCPATH': folder, 'LANG': locale + '.UTF-8'}

    def begin(self):
        self.start_desktop()
        self.write_config()
        self.start_agent()
        place = self.wait_icon('up')
        for name in ('Router', 'Shop', 'Bakery'):
            self.wait_state(name, 'up')
        return place

    def window(self, title):
        return self.wait(lambda: self.windows(f'^{title}$'), f'the window {title!r}')[0]

    def wait_graphs(self):
        """Until the desktop's own colour shines through no more where the graphs are."""
        x, y, width, height = self.wait(lambda: [p for p in self.parts('Traypulse') if p['role'] == 'panel' and
                                                 'focusable' in p['states']], 'the graphs')[0]['place']

        def ground():
            across, _, pixels = self.pixels()
            at = ((y + height - 4) * across + x + width // 2) * 3
            return pixels[at:at + 3]
        self.wait(lambda: ground() != bytes.fromhex('335566'), 'the graphs to be drawn')
        self.wait_drawn()

    def names(self):
        return [part['name'] for part in self.parts()]


def cut_columns(s, window):
    """Titles of columns that stand out beyond their list, which ends where its parent does."""
    parts = s.parts(window)
    lists = [p['place'] for p in parts if p['role'] in ('table', 'tree table')]
    heads = [(p['name'], p['place']) for p in parts if p['role'] == 'table column header']
    check(len(lists) == 2 and len(heads) >= 9, (lists, heads))

    def inside(x, y, width, height, area):
        return area[0] <= x and x + width <= area[0] + area[2] and area[1] <= y < area[1] + area[3]
    return [name for name, place in heads if not any(inside(*place, area) for area in lists)]


def pictures(s):
    """Popover, window and settings."""
    place = s.begin()
    popover, open_window, settings, settings_title = WORDS[s.locale]
    s.wait_requests(SHOP, 6)
    s.click(place)
    s.window(popover)
    # Chinese and Japanese have their mnemonics behind the words: "(O)".
    s.wait(lambda: [name for name in s.names() if name.startswith(open_window)], f'{open_window!r} in the popover')
    name = s.locale + ('-dark' if s.dark else '')
    s.screenshot(f'language-{name}-popover')
    s.key('Escape')
    labels = s.menu_labels()
    check(open_window in labels and settings in labels, labels)
    s.menu_event(settings)
    window = s.window(settings_title)
    s.wait(lambda: 'Shop' in s.names() or s.parts(settings_title), 'the settings')
    s.screenshot(f'language-{name}-settings', window)
    s.key('ctrl+Page_Down')
    s.wait_drawn()
    s.screenshot(f'language-{name}-alerts', window)
    s.key('Escape')
    s.wait(lambda: not s.windows(f'^{settings_title}$'), 'the settings to close')
    s.menu_event(open_window)
    window = s.window('Traypulse')
    s.wait(lambda: s.find_colour('009E73', 400), 'the verdict drawn in the window')
    s.wait_graphs()
    s.screenshot(f'language-{name}-window', window)
    check(not cut_columns(s, 'Traypulse'), f'cut: {cut_columns(s, "Traypulse")}')


def german(s):
    s.begin()
    s.wait_tip('Online · ')
    for label in ('Alles pausieren', '15 Minuten', 'Bis zum Fortsetzen', 'Benachrichtigungen stumm schalten',
                  'Bericht speichern …', 'Info zu Traypulse', 'Beenden'):
        check(label in s.menu_labels(), f'{label!r} is not in {s.menu_labels()}')
    s.tell(f'host {SHOP} down')
    s.wait_icon('down')
    s.wait_tip('Shop ist ausgefallen seit ')
    s.wait(lambda: 'Warum …' in s.menu_labels(), 'Warum … in the menu')
    s.wait(lambda: s.run('dunstctl', 'count', 'displayed').strip() == '1', 'the notification')
    s.screenshot('language-de_DE-notification')
    s.run('dunstctl', 'close-all')
    told = json.loads(s.run('dunstctl', 'history'))['data'][0][0]
    check(told['summary']['data'] == 'Shop ist ausgefallen', told)
    check('Keine Antwort auf Ping seit ' in told['body']['data'] and
          'Alles andere ist in Ordnung.' in told['body']['data'], told)
    # People are spoken to in their language; what scripts read is the same everywhere.
    _, text = s.command('why')
    check('Sicherheit: sicher.' in text and 'Belege:' in text, text)
    verdict, targets = s.status()
    check(verdict['cause'] == 'target_down' and targets['Shop']['state'] == 'down', verdict)
    check(isinstance(targets['Router']['rtt_us'], float | int), targets['Router'])
    check(any(line['event'] == 'started' for line in s.events('started')), 'the log')
    s.menu_event('Beenden')
    s.wait_ended(s.app)


def french(s):
    pictures(s)


def spanish(s):
    pictures(s)


def japanese(s):
    pictures(s)


def chinese(s):
    pictures(s)


def german_pictures(s):
    pictures(s)


def german_pictures_dark(s):
    pictures(s)


def right_to_left(s):
    """A program that was moved, with its translations beside it."""
    root = s.folder + '/moved'
    os.makedirs(root + '/bin')
    shutil.copy(s.agent_path, root + '/bin/traypulse')
    for language, text in (('ar', FROM_THE_RIGHT), ('de', FROM_THE_RIGHT)):
        folder = f'{root}/share/locale/{language}/LC_MESSAGES'
        os.makedirs(folder)
        subprocess.run(['msgfmt', '-o', folder + '/traypulse.mo', '-'], input=text, text=True, check=True)
    s.agent_path = root + '/bin/traypulse'
    s.environment['LANGUAGE'] = 'ar'
    place = s.begin()
    name, path = s.item()
    menu = s.get(name, path, 'org.kde.StatusNotifierItem', 'Menu')
    check(s.get(name, menu, 'com.canonical.dbusmenu', 'TextDirection') == 'rtl', 'the menu runs the other way')
    s.wait_requests(SHOP, 6)
    s.click(place)
    popover = s.window('Traypulse at a glance')
    shop = s.wait(lambda: [p for p in s.parts() if p['role'] == 'check box' and p['name'] == 'Shop'],
                  'the shop\'s switch')[0]
    values = s.wait(lambda: [p for p in s.parts('Traypulse at a glance')
                             if p['role'] == 'label' and p['name'].endswith(' ms')], 'the values')
    check(all(v['place'][0] + v['place'][2] <= shop['place'][0] + shop['place'][2] for v in values),
          f'values to the right of the names: {values} {shop}')
    s.screenshot('language-rtl-popover')
    s.key('Escape')
    s.wait(lambda: not s.windows('^Traypulse at a glance$'), f'{popover} to close')
    s.menu_event('Open Traypulse')
    window = s.window('Traypulse')
    s.wait(lambda: s.find_colour('009E73', 400), 'the verdict drawn in the window')
    s.wait_graphs()
    s.screenshot('language-rtl-window', window)
    parts = s.parts('Traypulse')
    table = [p for p in parts if p['name'] == 'Targets'][0]['place']
    graphs = [p for p in parts if p['name'] == 'Graphs'][0]['place']
    check(table[0] >= graphs[0] + graphs[2], f'the targets are not on the right: {table} {graphs}')


german_pictures_dark.session = {'dark': True}
french.session = {'locale': 'fr_FR'}
spanish.session = {'locale': 'es_ES'}
japanese.session = {'locale': 'ja_JP'}
chinese.session = {'locale': 'zh_CN'}

if __name__ == '__main__':
    enter_namespaces()
    main([german, german_pictures, german_pictures_dark, french, spanish, japanese, chinese, right_to_left],
         make=LanguageSession)
