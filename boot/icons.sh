#!/bin/sh
# Draws the PNG icons anew, from icons/icon.svg and, where a system cuts icons into its own shape, from full.svg.
# Only needed when the mark changes. Debian: apt-get install librsvg2-bin pngquant
set -eu
cd "$(dirname "$0")"

draw() { # source, pixels, name
    rsvg-convert --width "$2" --height "$2" "$1" | pngquant --strip --speed 1 32 - > "icons/$3"
}

draw icons/icon.svg 192 192.png
draw icons/icon.svg 512 512.png
draw full.svg 512 maskable-512.png
draw full.svg 180 apple-touch.png
ls -l icons
