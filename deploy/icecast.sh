#!/usr/bin/env bash
# Runs a local Icecast for Mux in the foreground, as an unprivileged user. Ctrl-C stops it.
#
#     deploy/icecast.sh                          # http://127.0.0.1:8000/stream.mp3
#     ICECAST_PORT=8010 deploy/icecast.sh        # uses the ICECAST_* settings of Mux: set the same for both
#
# Start Mux with ICECAST_HOST=127.0.0.1. This script needs icecast2 and FFmpeg.
set -euo pipefail
shopt -u patsub_replacement 2>/dev/null || true # Bash 5.2 and later: keep an & in replacements literal.
cd "$(dirname "$0")"

port=${ICECAST_PORT:-8000}
mount=${ICECAST_MOUNT:-/stream.mp3}
password=${ICECAST_SOURCE_PASSWORD:-hackme}
format=${ICECAST_AUDIO_FORMAT:-mp3}
bitrate=${ICECAST_AUDIO_BITRATE:-128k}

fail() {
  echo "icecast.sh: $*" >&2
  exit 2
}
[[ $port =~ ^[0-9]+$ ]] || fail "ICECAST_PORT=$port is not allowed: it must be a number"
[[ $mount =~ ^/[A-Za-z0-9._~/-]+$ ]] || fail "ICECAST_MOUNT=$mount is not allowed: it must be a path that begins with /"
case $format in
  mp3) coded=(-c:a libmp3lame -write_xing 0 -id3v2_version 0 -f mp3) type=audio/mpeg ;;
  aac) coded=(-c:a aac -f adts) type=audio/aac ;;
  *) fail "ICECAST_AUDIO_FORMAT=$format is not allowed: it must be mp3 or aac" ;;
esac
command -v icecast2 >/dev/null || fail "icecast2 is not installed: apt-get install icecast2"
command -v "${FFMPEG:-ffmpeg}" >/dev/null || fail "FFmpeg is not installed: apt-get install ffmpeg"

# Icecast refuses to run as root.
as=()
if [[ $(id -u) == 0 ]]; then
  as=(setpriv --reuid=nobody --regid=nogroup --clear-groups)
fi

folder=$(mktemp -d "${TMPDIR:-/tmp}/mux-icecast-XXXXXX")
trap 'rm -rf "$folder"' EXIT

# The shell itself inserts the password: all users can read the arguments of a command in the process list.
escaped=${password//&/&amp;}
escaped=${escaped//</&lt;}
xml=$(<icecast.xml)
xml=${xml/<source-password>hackme</<source-password>$escaped<}
xml=${xml/<admin-password>change-me</<admin-password>$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')<}
xml=${xml/<port>8000</<port>$port<}
xml=${xml/<mount-name>\/stream.mp3</<mount-name>$mount<}
xml=${xml/<logdir>\/tmp</<logdir>$folder<}
(umask 077 && printf '%s\n' "$xml" >"$folder/icecast.xml")
chmod 755 "$folder"
if ((${#as[@]})); then
  chown -R nobody:nogroup "$folder"
fi

# Sends silence to the fallback mount. Bash opens the connection and sends the password, so that the password is not in
# the process list. FFmpeg then writes to this connection.
silence() {
  local rate=48000 credentials
  [[ $bitrate =~ ^(8|16|24)(k|000)$ ]] && rate=24000
  credentials=$(printf 'source:%s' "$password" | base64 -w 0)
  exec 3<>"/dev/tcp/127.0.0.1/$port"
  printf 'PUT /silence HTTP/1.1\r\nAuthorization: Basic %s\r\nContent-Type: %s\r\nIce-Public: 0\r\n\r\n' \
    "$credentials" "$type" >&3
  exec "${as[@]}" "${FFMPEG:-ffmpeg}" -v error -re -f lavfi -i "anullsrc=r=$rate:cl=stereo" -b:a "$bitrate" "${coded[@]}" \
    -flush_packets 1 pipe:1 </dev/null >&3
}

echo "Icecast: listeners open http://127.0.0.1:$port$mount"
"${as[@]}" icecast2 -c "$folder/icecast.xml" &
child=$!
{
  while kill -0 "$child" 2>/dev/null; do
    (silence) 2>/dev/null || true
    sleep 1
  done
} &
trap 'kill "$child" 2>/dev/null || true' INT TERM
# A signal interrupts "wait" before Icecast has stopped, so wait again. The silence ends when its connection closes.
wait "$child" || wait "$child" || true
