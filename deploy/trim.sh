#!/bin/sh
# Takes out of a site-packages folder what the bot never opens: tests, headers, other languages, debugging symbols.
# Measured on Linux x86-64, Python 3.11: from 290 to 167 MB. Libraries in *.libs are not stripped: that breaks them.
set -eu
cd "$1"
find . -type d \( -name tests -o -name __pycache__ \) -prune -exec rm -rf {} +
find . -type f \( -name '*.pyi' -o -name '*.pyx' -o -name '*.pxd' -o -name '*.c' -o -name '*.h' -o -name '*.a' \) -delete
find babel/locale-data -name '*.dat' ! -name 'fi*' ! -name 'sv*' ! -name 'en*' ! -name root.dat -delete
find holidays/locale -mindepth 1 -maxdepth 1 -type d ! -name 'fi*' ! -name 'sv*' ! -name 'en*' -exec rm -rf {} +
rm -rf numpy/f2py matplotlib/mpl-data/sample_data matplotlib/mpl-data/images PIL/_avif* pillow.libs/libavif*
find . -name '*.so' -not -path '*.libs/*' -exec strip --strip-unneeded {} +
