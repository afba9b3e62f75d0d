#!/usr/bin/python3
"""The icons as they are drawn: on a sheet for eyes, and checked for shape, sharpness and contrast."""
import os
import subprocess

from session import DEADLINE, COLOURS, check, main, online, shop_down


def drawn_icons_differ_and_stand_out(s):
    sheet = os.path.dirname(s.driver_path) + '/icon-sheet'
    done = subprocess.run([sheet, s.artefacts + '/icons.png'], env=s.environment, text=True,
                          timeout=DEADLINE, capture_output=True)
    check(done.returncode == 0, done.stdout + done.stderr)


drawn_icons_differ_and_stand_out.session = {'bus': False}


def looks_right_on_a_dark_panel(s):
    s.start_window_manager()
    s.start_panel()
    s.start_app('--show-window')
    s.feed(snapshot=online())
    s.wait_item()
    s.wait_colour('up')
    s.wait(lambda: s.find_colour(COLOURS['up'], 400), 'the window')
    s.screenshot('dark-window')
    s.feed(snapshot=shop_down())
    s.click(s.wait(lambda: s.find_colour(COLOURS['down'], rows=(565, 600)), 'the icon'), 3)
    s.wait_popup()
    s.screenshot('dark-menu')
    s.key('Escape')
    s.quit_app()


looks_right_on_a_dark_panel.session = {'dark': True}


def every_state_in_the_panel(s):
    s.start_window_manager()
    s.start_panel()
    s.start_app('--symbolic')
    s.feed(snapshot=online())
    s.wait_item()
    seen = [s.item_property('IconPixmap')]
    for glance in ('degraded', 'down', 'unknown', 'paused', 'no_link'):
        s.feed(snapshot=online(glance=glance))
        s.wait(lambda: s.item_property('IconPixmap') not in seen, f'an icon of its own for {glance}')
        seen.append(s.item_property('IconPixmap'))
    s.quit_app()


main([drawn_icons_differ_and_stand_out, looks_right_on_a_dark_panel, every_state_in_the_panel])
