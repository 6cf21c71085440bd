#!/usr/bin/env bash
# The programs some tests drive: a browser for the pages, LaTeX for the report, LibreOffice for the pages of a brief, a
# reader of what they print, and Virtuoso as a store.
# Installed where that is possible; where it is not, those tests are skipped and say why (with COLLABGRAPH_TESTS=all
# they fail instead).
set -u
missing=()
command -v chromium >/dev/null || command -v google-chrome >/dev/null || missing+=(chromium fonts-dejavu-core)
command -v pdftotext >/dev/null || missing+=(poppler-utils)
command -v pdflatex >/dev/null || missing+=(texlive-latex-recommended texlive-fonts-recommended lmodern)
command -v soffice >/dev/null || missing+=(libreoffice-writer-nogui libreoffice-impress-nogui)
command -v virtuoso-t >/dev/null || missing+=(virtuoso-opensource-7-bin)
[ ${#missing[@]} -eq 0 ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "Installing ${missing[*]} for the tests of pages, reports and stores (a minute or two)" >&2
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
else
  echo "Not on this machine: ${missing[*]} (Debian's names). Tests that need them will be skipped." >&2
fi
exit 0
