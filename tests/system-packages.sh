#!/bin/sh
# Install what the tests drive from outside Python, where it is missing and apt is at hand:
# the browser, the office suite and PDF tools that make real documents, a Chinese font.
# Without apt the tests that need them are skipped and say so.
set -eu
missing=""
need() { command -v "$1" >/dev/null 2>&1 || missing="$missing $2"; }
need chromium chromium
need soffice "libreoffice-writer-nogui libreoffice-calc-nogui"
need pdftotext poppler-utils
need sqlite3 sqlite3
[ -n "$(find /usr/share/fonts -iname '*NotoSansCJK*' 2>/dev/null | head -n 1)" ] || missing="$missing fonts-noto-cjk"
[ -n "$missing" ] || exit 0
if ! command -v apt-get >/dev/null 2>&1; then
  echo "not installed, their tests are skipped:$missing" >&2
  exit 0
fi
as_root=""
[ "$(id -u)" -eq 0 ] || as_root="sudo"
$as_root apt-get update -qq
# shellcheck disable=SC2086
DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends $missing >/dev/null
