#!/bin/sh
# Makes boot/emoji.txt anew from gemoji's table, a line for each short name: `SIGN name`, no skin tones.
# Only needed when there are new emoji. Needs node and npm; where it comes from: docs/emoji.md.
set -eu
cd "$(dirname "$0")/.."

made=$(mktemp -d)
trap 'rm -rf "$made"' EXIT
npm install --prefix "$made" --ignore-scripts --no-audit --no-fund --silent gemoji@8.1.0
node --input-type=module -e '
    const { gemoji } = await import(process.argv[1]);
    const lines = gemoji.flatMap(({ emoji, names }) => names.map((name) => `${emoji} ${name}\n`));
    process.stdout.write(lines.join(""));
' "$made/node_modules/gemoji/index.js" > boot/emoji.txt
wc boot/emoji.txt
