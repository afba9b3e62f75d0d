#!/bin/sh
# Collects the sentences of the sources: extract.sh OUTPUT.pot (./dev translations also merges them into *.po).
set -eu
output=$1
cd "$(dirname "$0")/../.."
find agent \( -name '*.cpp' -o -name '*.h' \) ! -path 'agent/translations/*' | LC_ALL=C sort |
    xgettext --from-code=UTF-8 --language=C++ --add-location=file --no-wrap --sort-by-file \
        --package-name=traypulse --copyright-holder='' \
        --keyword=tr:1 --keyword=wtr:1 --keyword=trn:1,2 --keyword=trc:1c,2 --keyword=for_translation:1 \
        --files-from=- --output=- agent/translations/translate.cpp |
    # When it was made says nothing, and changes each time; other flags are guesses.
    sed -e '/^"POT-Creation-Date:/d' -e '/^#, .*c-format$/d' >"$output"
